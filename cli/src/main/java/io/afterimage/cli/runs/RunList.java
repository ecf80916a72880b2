package io.afterimage.cli.runs;

import io.afterimage.cli.terminal.Gauge;
import io.afterimage.cli.terminal.Table;
import io.afterimage.client.runs.RunUnderWay;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.schemas.events.TrainingRun.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs as a table, each that published nothing with the sentence that says why below it.
 *
 * @param runs in the order of the rows
 */
public record RunList(List<TrainingRun> runs) {

  /** Copies the list. */
  public RunList {
    runs = List.copyOf(runs);
  }

  /** The lines, headings first; none without runs. */
  public List<String> lines() {
    if (runs.isEmpty()) {
      return List.of();
    }
    Table table = new Table("run", "kind", "began", "took", "ended", "accuracy", "active", "why");
    runs.forEach(
        run ->
            table.row(
                run.commandId(),
                RunWords.kind(run),
                run.began().truncatedTo(ChronoUnit.SECONDS),
                RunWords.took(run),
                RunWords.outcome(run),
                RunWords.percent(run.candidateAccuracy()),
                RunWords.percent(run.activeAccuracy()),
                run.reason().orElse("-")));
    List<String> rows = table.lines();
    List<String> lines = new ArrayList<>();
    lines.add(rows.get(0));
    for (int i = 0; i < runs.size(); i++) {
      lines.add(rows.get(i + 1));
      if (runs.get(i).outcome() != Outcome.PUBLISHED) {
        lines.add("    " + runs.get(i).text());
      }
    }
    return lines;
  }

  /** How far a run is that goes on. */
  public static String inWords(RunUnderWay run, Instant now) {
    Duration since = Duration.between(run.began(), now);
    return "run %s (%s) has been in progress for %s%s: 'afterimage control cancel' stops it"
        .formatted(
            run.command().commandId(),
            RunWords.kind(run.command()),
            Gauge.time(Math.max(0, since.toMillis() / 1e3)),
            run.last()
                .map(
                    epoch ->
                        ", %s, epoch %d of %d"
                            .formatted(epoch.phase(), epoch.epoch(), epoch.epochs()))
                .orElse(""));
  }
}
