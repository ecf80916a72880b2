package io.afterimage.benchmarks.adapt;

import io.afterimage.benchmarks.adapt.Adaptation.Run;
import io.afterimage.benchmarks.adapt.Adaptation.Window;
import io.afterimage.benchmarks.report.Figures;
import io.afterimage.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What adaptations to one change came to, as tables. */
public final class AdaptTables {

  private static final String NONE = "-";

  private AdaptTables() {}

  /** Accuracy along the stream, when the loop was back, the versions, and what runs cost. */
  public static List<Table> of(List<Adaptation> ofKind) {
    List<Table> tables = new ArrayList<>(List.of(windows(ofKind), backs(ofKind)));
    ofKind.stream()
        .filter(each -> each.versions().size() > 1)
        .map(AdaptTables::versions)
        .forEach(tables::add);
    ofKind.stream()
        .filter(each -> !each.runs().isEmpty())
        .map(AdaptTables::costs)
        .forEach(tables::add);
    return tables;
  }

  private static Table windows(List<Adaptation> ofKind) {
    List<String> columns = new ArrayList<>(List.of("images"));
    ofKind.forEach(each -> columns.add(each.mode()));
    columns.add("trained on the new world");
    List<List<Object>> rows = new ArrayList<>();
    List<Window> first = ofKind.get(0).windows();
    for (int i = 0; i < first.size(); i++) {
      List<Object> row = new ArrayList<>();
      row.add("%d to %d".formatted(first.get(i).from(), first.get(i).to()));
      for (Adaptation each : ofKind) {
        row.add(each.windows().get(i).accuracy());
      }
      row.add(orNone(first.get(i).reference()));
      rows.add(row);
    }
    return new Table(
        "%s: accuracy of the answers, each given before its label was sent"
            .formatted(ofKind.get(0).kind()),
        columns,
        rows);
  }

  private static Table backs(List<Adaptation> ofKind) {
    Table.Builder table =
        Table.of(
            "%s: back within two points of %.3f on fresh images"
                .formatted(ofKind.get(0).kind(), ofKind.get(0).reference()),
            "mode",
            "accuracy after the change",
            "by version",
            "labels",
            "of the new class",
            "seconds",
            "lowest later");
    for (Adaptation each : ofKind) {
      Function<Function<Adaptation.Back, Object>, Object> cell =
          figure -> each.back().map(figure).orElse(NONE);
      table.row(
          each.mode(),
          each.accuracy(),
          cell.apply(Adaptation.Back::version),
          cell.apply(Adaptation.Back::labels),
          cell.apply(Adaptation.Back::ofNewClass),
          cell.apply(Adaptation.Back::seconds),
          each.back().map(back -> orNone(back.lowestLater())).orElse(NONE));
    }
    return table.build();
  }

  private static Table versions(Adaptation told) {
    Table.Builder table =
        Table.of(
            "%s, %s: versions".formatted(told.kind(), told.mode()),
            "version",
            "first image",
            "seconds",
            "labels",
            "of the new class",
            "accuracy on fresh images");
    told.versions()
        .forEach(
            version ->
                table.row(
                    version.name(),
                    version.place(),
                    version.seconds(),
                    version.labels(),
                    version.ofNewClass(),
                    orNone(version.accuracy())));
    return table.build();
  }

  private static Table costs(Adaptation told) {
    Table.Builder table =
        Table.of(
            "%s, %s: runs, seconds (median, highest)".formatted(told.kind(), told.mode()),
            "kind",
            "runs",
            "published",
            "due until asked",
            "asked until ended",
            "ended until it answers",
            "due until it answers");
    for (String kind : List.of("refresh", "full")) {
      List<Run> runs = told.runs().stream().filter(run -> run.kind().equals(kind)).toList();
      if (!runs.isEmpty()) {
        table.row(
            kind,
            runs.size(),
            (int) runs.stream().filter(run -> run.answered().isPresent()).count(),
            spread(runs, run -> Optional.of(run.asked() - run.due())),
            spread(runs, run -> run.ended().map(end -> end - run.asked())),
            spread(runs, run -> run.answered().map(at -> at - run.ended().orElse(at))),
            spread(runs, run -> run.answered().map(at -> at - run.due())));
      }
    }
    return table.build();
  }

  private static String spread(List<Run> runs, Function<Run, Optional<Double>> figure) {
    double[] values =
        runs.stream()
            .map(figure)
            .flatMap(Optional::stream)
            .mapToDouble(Double::doubleValue)
            .toArray();
    return values.length == 0
        ? NONE
        : "%.1f, %.1f".formatted(Figures.median(values), Figures.quantile(values, 1));
  }

  private static Object orNone(Optional<Double> figure) {
    return figure.<Object>map(value -> value).orElse(NONE);
  }
}
