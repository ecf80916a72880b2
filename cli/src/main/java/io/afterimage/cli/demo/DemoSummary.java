package io.afterimage.cli.demo;

import io.afterimage.cli.terminal.Style;
import io.afterimage.cli.terminal.Table;
import io.afterimage.cli.terminal.Terminal;
import java.util.List;

/** Prints the results. */
final class DemoSummary {

  private DemoSummary() {}

  static void print(LedgerSnapshot end, DemoReport report, Terminal terminal) {
    Table versions = new Table("version", "predictions", "measured by", "accuracy", "p50", "p99");
    end.versions()
        .forEach(
            (name, version) ->
                versions.row(
                    name,
                    version.predictions(),
                    version.measured(),
                    percent(version.accuracy()),
                    version.p50Millis() + " ms",
                    version.p99Millis() + " ms"));
    terminal.print("");
    versions.lines().forEach(terminal::print);
    terminal.print("");
    print("refresh", report.refresh(), terminal);
    print("run", report.run(), terminal);
    terminal.print("");
    Table letters = new Table("dead letter", "reason", "detail");
    end.deadLetters().stream()
        .map(letter -> List.of(fileName(letter.id()), letter.reason(), letter.detail()))
        .distinct() // a file that is sent round after round is told once
        .forEach(row -> letters.row(row.toArray()));
    letters.lines().forEach(terminal::print);
    terminal.print("");
    terminal.print(
        "%d sent, %d predictions, %d dead letters, %.0f/s; %s"
            .formatted(
                report.images(),
                report.predictions(),
                report.deadLetters(),
                report.imagesPerSecond(),
                verdict(report, terminal.style())));
  }

  private static void print(String kind, DemoRun run, Terminal terminal) {
    terminal.print(
        run.outcome().equals(DemoRun.NONE)
            ? "%-8s none".formatted(kind)
            : "%-8s %s; %.1f s, %s".formatted(kind, run.trigger(), run.seconds(), run.outcome()));
  }

  static String percent(double share) {
    return "%.1f %%".formatted(share * 100);
  }

  private static String verdict(DemoReport report, Style style) {
    String text = "%d lost, %d duplicated".formatted(report.lost(), report.duplicated());
    return report.exactlyOnce() ? style.good(text) : style.bad(text);
  }

  private static String fileName(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }
}
