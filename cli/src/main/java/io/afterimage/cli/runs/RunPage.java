package io.afterimage.cli.runs;

import io.afterimage.cli.terminal.Chart;
import io.afterimage.cli.terminal.Gauge;
import io.afterimage.cli.terminal.Table;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.RunFigures;
import io.afterimage.schemas.events.RunFigures.Scores;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.schemas.events.TrainingRun.Epoch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** All that is known of one run, as lines of text. */
public record RunPage(TrainingRun run) {

  private static final String FACT = "%-10s  %s";

  /** The lines, with an empty one between sections. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(facts());
    run.figures().ifPresent(figures -> addSection(lines, figures(figures).lines()));
    if (!run.curve().isEmpty()) {
      addSection(lines, phases().lines());
      addSection(lines, chart("accuracy", Epoch::accuracy, Epoch::validationAccuracy));
      addSection(lines, chart("loss", Epoch::loss, Epoch::validationLoss));
    }
    run.figures()
        .filter(figures -> !figures.classes().isEmpty())
        .ifPresent(figures -> addSection(lines, classes(figures).lines()));
    Table settings = new Table("setting", "value");
    run.settings().forEach(settings::row);
    addSection(lines, settings.isEmpty() ? List.of() : settings.lines());
    return lines;
  }

  private static void addSection(List<String> lines, List<String> section) {
    if (!section.isEmpty()) {
      lines.add("");
      lines.addAll(section);
    }
  }

  private List<String> facts() {
    List<String> lines = new ArrayList<>();
    add(lines, "run", run.commandId());
    add(lines, "kind", RunWords.kind(run));
    add(lines, "asked by", Command.isAutomatic(run.commandId()) ? "the trainer" : "a person");
    run.reason().ifPresent(reason -> add(lines, "why", reason));
    if (!run.overrides().given().isEmpty()) {
      add(lines, "overrides", run.overrides());
    }
    add(lines, "asked", run.asked());
    add(lines, "began", run.began());
    add(
        lines,
        "took",
        RunWords.took(run)
            + (run.attempts() > 1 ? ", in %d attempts".formatted(run.attempts()) : ""));
    add(lines, "ended", RunWords.outcome(run));
    add(lines, "how", run.text());
    return lines;
  }

  private static void add(List<String> lines, String name, Object value) {
    lines.add(FACT.formatted(name, value));
  }

  private static Table figures(RunFigures figures) {
    Table table =
        new Table(
            "figure", "candidate", "active" + figures.activeVersion().map(" "::concat).orElse(""));
    table.row("images learned", RunWords.count(figures.learned()), "-");
    row(table, figures, "held-out images", scores -> Integer.toString(scores.images()));
    row(table, figures, "accuracy", scores -> RunWords.percent(scores.accuracy()));
    row(
        table,
        figures,
        "95 % interval",
        scores ->
            "%s to %s".formatted(RunWords.percent(scores.low()), RunWords.percent(scores.high())));
    row(table, figures, "log loss", scores -> RunWords.figure(scores.logLoss()));
    row(table, figures, "calibration error", scores -> RunWords.figure(scores.calibrationError()));
    return table;
  }

  private static void row(
      Table table, RunFigures figures, String name, Function<Scores, String> value) {
    table.row(
        name, value.apply(figures.candidate()), figures.activeScores().map(value).orElse("-"));
  }

  /** Of a curve that was thinned out, it is not known what a phase took. */
  private Table phases() {
    Map<String, List<Epoch>> byPhase = new LinkedHashMap<>();
    run.curve()
        .forEach(
            epoch -> byPhase.computeIfAbsent(epoch.phase(), p -> new ArrayList<>()).add(epoch));
    Table table = new Table("phase", "epochs", "took", "loss", "validation", "kept epoch");
    byPhase.forEach(
        (phase, epochs) -> {
          Epoch first = epochs.get(0);
          Epoch last = epochs.get(epochs.size() - 1);
          int count = last.epoch() - first.epoch() + 1;
          boolean timed =
              count == epochs.size() && epochs.stream().allMatch(e -> e.seconds().isPresent());
          table.row(
              phase,
              count,
              timed ? Gauge.time(epochs.stream().mapToDouble(e -> e.seconds().get()).sum()) : "-",
              "%s to %s".formatted(RunWords.figure(first.loss()), RunWords.figure(last.loss())),
              "%s to %s"
                  .formatted(
                      RunWords.percent(first.validationAccuracy()),
                      RunWords.percent(last.validationAccuracy())),
              epochs.stream()
                  .filter(epoch -> epoch.kept().orElse(false))
                  .map(epoch -> Integer.toString(epoch.epoch()))
                  .reduce((earlier, later) -> later)
                  .orElse("-"));
        });
    return table;
  }

  private List<String> chart(
      String title,
      Function<Epoch, Double> training,
      Function<Epoch, Optional<Double>> validation) {
    return new Chart(
            title,
            List.of(
                new Chart.Line(
                    "validation", '*', values(epoch -> validation.apply(epoch).orElse(Double.NaN))),
                new Chart.Line("training", '.', values(training))))
        .rows();
  }

  private List<Double> values(Function<Epoch, Double> figure) {
    return run.curve().stream().map(figure).toList();
  }

  private static Table classes(RunFigures figures) {
    Table table = new Table("class", "learned", "recall", "active", "change");
    figures
        .classes()
        .forEach(
            known ->
                table.row(
                    known.label(),
                    RunWords.count(known.learned()),
                    RunWords.percent(known.recall()),
                    RunWords.percent(known.activeRecall()),
                    RunWords.change(known.activeRecall(), known.recall())));
    return table;
  }
}
