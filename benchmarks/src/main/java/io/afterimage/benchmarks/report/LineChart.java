package io.afterimage.benchmarks.report;

import io.afterimage.benchmarks.report.Svg.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * A chart of shares, drawn as SVG. (XChart writes SVG through a library under the LGPL, which the
 * project does not have.)
 *
 * @param title above it
 * @param x what runs to the right
 * @param y what rises
 * @param lines drawn in their order
 * @param mark where a vertical line stands
 * @param ticks marked at the bottom
 * @param tickColour of these marks
 */
public record LineChart(
    String title,
    String x,
    String y,
    List<Line> lines,
    Optional<Double> mark,
    List<Double> ticks,
    String tickColour) {

  private static final int WIDTH = 440;
  private static final int HEIGHT = 270;
  private static final int LEFT = 48;
  private static final int RIGHT = WIDTH - 14;
  private static final int TOP = 30;
  private static final int BOTTOM = HEIGHT - 46;
  private static final int LEGEND = 34;
  private static final int COLUMNS = 2;
  private static final double STEP = 0.1;
  private static final int MOST_LABELS = 6;
  private static final int TICK = 7;
  private static final String GRID = "#e4e4e4";
  private static final String MARK = "#888";

  /** Copies the lists. */
  public LineChart {
    lines = List.copyOf(lines);
    ticks = List.copyOf(ticks);
  }

  /**
   * A line.
   *
   * @param name for the legend; the same in all charts
   * @param colour as SVG has it
   * @param dashed whether it is
   * @param points from left to right
   */
  public record Line(String name, String colour, boolean dashed, List<Point> points) {

    /** Copies the list. */
    public Line {
      points = List.copyOf(points);
    }
  }

  /** A point of a line. */
  public record Point(double x, double y) {}

  /** Charts beside and below each other in one document, under one legend. */
  public static String svg(List<LineChart> charts) {
    int columns = Math.min(COLUMNS, charts.size());
    int rows = (charts.size() + COLUMNS - 1) / COLUMNS;
    Svg svg = new Svg(columns * WIDTH, LEGEND + rows * HEIGHT);
    legend(svg, charts, columns);
    for (int i = 0; i < charts.size(); i++) {
      svg.begin(i % COLUMNS * WIDTH, LEGEND + i / COLUMNS * HEIGHT);
      charts.get(i).draw(svg);
      svg.end();
    }
    return svg.finish();
  }

  private static void legend(Svg svg, List<LineChart> charts, int columns) {
    Map<String, Line> byName = new LinkedHashMap<>();
    charts.forEach(chart -> chart.lines().forEach(line -> byName.putIfAbsent(line.name(), line)));
    double share = (columns * WIDTH - LEFT) / (double) byName.size();
    double left = LEFT;
    for (Line line : byName.values()) {
      svg.line(new Place(left, 18) + " " + new Place(left + 26, 18), line.colour(), line.dashed());
      svg.text(new Place(left + 32, 22), "start", line.name());
      left += share;
    }
  }

  private void draw(Svg svg) {
    Scale right = new Scale(lowest(Point::x), highest(Point::x), LEFT + 8, RIGHT);
    Scale up =
        new Scale(
            Math.floor(lowest(Point::y) / STEP) * STEP,
            Math.ceil(highest(Point::y) / STEP) * STEP,
            BOTTOM,
            TOP);
    svg.title(new Place(LEFT, 18), title);
    for (double value = up.from(); value < up.to() + STEP / 2; value += STEP) {
      svg.rule(new Place(LEFT, up.at(value)), new Place(RIGHT, up.at(value)), GRID);
      svg.text(
          new Place(LEFT - 6, up.at(value) + 4), "end", String.format(Locale.ROOT, "%.1f", value));
    }
    double step = niceStep(right.to() - right.from());
    for (double value = Math.ceil(right.from() / step) * step; value <= right.to(); value += step) {
      svg.text(new Place(right.at(value), BOTTOM + 16), "middle", Long.toString((long) value));
    }
    svg.text(new Place((LEFT + RIGHT) / 2.0, HEIGHT - 10), "middle", x);
    svg.upright(new Place(12, (TOP + BOTTOM) / 2.0), y);
    mark.ifPresent(
        at -> svg.rule(new Place(right.at(at), TOP), new Place(right.at(at), BOTTOM), MARK));
    for (double tick : ticks) {
      if (tick >= right.from() && tick <= right.to()) {
        double at = right.at(tick);
        svg.rule(new Place(at, BOTTOM - TICK), new Place(at, BOTTOM), tickColour);
      }
    }
    for (Line line : lines) {
      svg.line(
          line.points().stream()
              .map(point -> new Place(right.at(point.x()), up.at(point.y())).toString())
              .collect(Collectors.joining(" ")),
          line.colour(),
          line.dashed());
    }
  }

  private double lowest(ToDoubleFunction<Point> figure) {
    return all(figure).min().orElse(0);
  }

  private double highest(ToDoubleFunction<Point> figure) {
    return all(figure).max().orElse(1);
  }

  private DoubleStream all(ToDoubleFunction<Point> figure) {
    return lines.stream().flatMap(line -> line.points().stream()).mapToDouble(figure);
  }

  /** From values to places. */
  private record Scale(double from, double to, double start, double end) {

    double at(double value) {
      return to == from ? start : start + (value - from) / (to - from) * (end - start);
    }
  }

  /** 1, 2 or 5 times a power of ten, so that there are few labels. */
  private static double niceStep(double span) {
    double step = 1;
    for (int i = 0; span / step > MOST_LABELS; i++) {
      step *= i % 3 == 1 ? 2.5 : 2;
    }
    return step;
  }
}
