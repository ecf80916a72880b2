package io.afterimage.cli.runs;

import io.afterimage.cli.runs.RunComparison.ClassChange;
import io.afterimage.cli.runs.RunComparison.Figure;
import io.afterimage.cli.terminal.Table;
import io.afterimage.schemas.events.RunFigures.ClassFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Two runs side by side, as lines of text. */
public record ComparisonPage(RunComparison comparison) {

  /** The lines, with an empty one between sections. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("A  " + comparison.a());
    lines.add("B  " + comparison.b());
    if (comparison.sameInputs()) {
      lines.add("both learned from the same examples in the same way");
    }
    lines.add("");
    lines.addAll(settings());
    lines.add("");
    lines.addAll(figures());
    lines.add("");
    lines.addAll(classes());
    return lines;
  }

  private List<String> settings() {
    Table table = new Table("setting", "A", "B");
    comparison
        .settings()
        .forEach(
            setting -> table.row(setting.name(), setting.a().orElse("-"), setting.b().orElse("-")));
    return table.isEmpty() ? List.of("no setting differs") : table.lines();
  }

  private List<String> figures() {
    Table table = new Table("figure", "A", "B", "change");
    comparison
        .figures()
        .forEach(
            figure ->
                table.row(
                    figure.name(),
                    text(figure, figure.a()),
                    text(figure, figure.b()),
                    change(figure)));
    return table.lines();
  }

  private static String text(Figure figure, Optional<Double> value) {
    return value.map(known -> figure.share() ? RunWords.percent(known) : number(known)).orElse("-");
  }

  private static String change(Figure figure) {
    if (figure.share()) {
      return RunWords.change(figure.a(), figure.b());
    }
    return figure.a().isPresent() && figure.b().isPresent()
        ? signed(figure.b().get() - figure.a().get())
        : "-";
  }

  private static String signed(double change) {
    String text = number(change);
    return change > 0 ? "+" + text : text;
  }

  /** Counts without decimals. */
  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : RunWords.figure(value);
  }

  private List<String> classes() {
    Table table = new Table("class", "learned A", "learned B", "recall A", "recall B", "change");
    comparison.classes().forEach(change -> addTo(table, change));
    List<String> lines = new ArrayList<>(table.isEmpty() ? List.of() : table.lines());
    if (comparison.sameClasses() > 0) {
      lines.add(
          "%d %sclass%s with the same figures in both"
              .formatted(
                  comparison.sameClasses(),
                  table.isEmpty() ? "" : "further ",
                  comparison.sameClasses() == 1 ? "" : "es"));
    } else if (table.isEmpty()) {
      lines.add("no figures of classes");
    }
    return lines;
  }

  private static void addTo(Table table, ClassChange change) {
    Optional<Double> recallA = change.a().flatMap(ClassFigures::recall);
    Optional<Double> recallB = change.b().flatMap(ClassFigures::recall);
    table.row(
        change.label(),
        RunWords.count(change.a().flatMap(ClassFigures::learned)),
        RunWords.count(change.b().flatMap(ClassFigures::learned)),
        RunWords.percent(recallA),
        RunWords.percent(recallB),
        RunWords.change(recallA, recallB));
  }
}
