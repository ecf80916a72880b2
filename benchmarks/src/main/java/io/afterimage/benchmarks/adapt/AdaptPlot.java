package io.afterimage.benchmarks.adapt;

import io.afterimage.benchmarks.adapt.Adaptation.Version;
import io.afterimage.benchmarks.adapt.Adaptation.Window;
import io.afterimage.benchmarks.report.LineChart;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Draws accuracy over the stream: a chart for each change, a line for each way of learning. */
public final class AdaptPlot {

  private static final String REFERENCE = "#2e7d32";

  private AdaptPlot() {}

  /** An SVG document. */
  public static String of(List<Adaptation> all) {
    List<LineChart> charts =
        Arrays.stream(Change.values())
            .map(change -> all.stream().filter(each -> each.kind().equals(change.code())).toList())
            .filter(ofKind -> !ofKind.isEmpty())
            .map(AdaptPlot::chart)
            .toList();
    return LineChart.svg(charts);
  }

  private static LineChart chart(List<Adaptation> ofKind) {
    Adaptation any = ofKind.get(0);
    Change change = Change.of(any.kind());
    List<LineChart.Line> lines =
        ofKind.stream()
            .map(
                each ->
                    new LineChart.Line(
                        name(each.mode()), colour(each.mode()), false, points(each.windows())))
            .toList();
    LineChart.Line reference =
        new LineChart.Line(
            "trained on the new world",
            REFERENCE,
            true,
            any.windows().stream()
                .filter(window -> window.reference().isPresent())
                .map(window -> point(window, window.reference().orElseThrow()))
                .toList());
    boolean sudden = any.windows().stream().anyMatch(window -> window.from() < 0);
    return new LineChart(
        change.code() + ": " + change.title(),
        sudden ? "images since the change" : "images",
        "accuracy",
        Stream.concat(Stream.of(reference), lines.stream()).toList(),
        sudden ? Optional.of(0.0) : Optional.empty(),
        ofKind.stream()
            .filter(each -> each.mode().equals(Mode.REFRESH.code()))
            .flatMap(each -> each.versions().stream().skip(1))
            .map(Version::place)
            .map(Integer::doubleValue)
            .toList(),
        colour(Mode.REFRESH.code()));
  }

  private static List<LineChart.Point> points(List<Window> windows) {
    return windows.stream().map(window -> point(window, window.accuracy())).toList();
  }

  /** In the middle of the window. */
  private static LineChart.Point point(Window window, double accuracy) {
    return new LineChart.Point((window.from() + window.to()) / 2.0, accuracy);
  }

  private static String name(String mode) {
    return switch (Mode.of(mode)) {
      case REFRESH -> "with refresh (default)";
      case FULL -> "full schedule only";
      case NEITHER -> "no trainer";
    };
  }

  private static String colour(String mode) {
    return switch (Mode.of(mode)) {
      case REFRESH -> "#1f77b4";
      case FULL -> "#d6600e";
      case NEITHER -> "#888888";
    };
  }
}
