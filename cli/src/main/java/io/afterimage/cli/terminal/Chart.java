package io.afterimage.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Lines over epochs in plain text, such as any terminal and any log can show.
 *
 * @param title what is drawn
 * @param lines with the same number of values each; of two at one place, the first is seen
 */
public record Chart(String title, List<Line> lines) {

  private static final int WIDTH = 60;
  private static final int HEIGHT = 8;
  private static final String ROW = "%8s |%s";

  /**
   * A line of the chart.
   *
   * @param mark what it is drawn with
   * @param values one for each epoch; NaN leaves a gap
   */
  public record Line(String name, char mark, List<Double> values) {

    /** Copies the list. */
    public Line {
      values = List.copyOf(values);
    }
  }

  /** Copies the list. */
  public Chart {
    lines = List.copyOf(lines);
  }

  /** The rows of the chart; none where there are fewer than two epochs, or no values. */
  public List<String> rows() {
    int epochs = lines.stream().mapToInt(line -> line.values().size()).min().orElse(0);
    DoubleSummaryStatistics range =
        lines.stream()
            .flatMap(line -> line.values().stream())
            .mapToDouble(Double::doubleValue)
            .filter(Double::isFinite)
            .summaryStatistics();
    if (epochs < 2 || range.getCount() == 0) {
      return List.of();
    }
    char[][] grid = new char[HEIGHT][WIDTH];
    for (char[] row : grid) {
      Arrays.fill(row, ' ');
    }
    for (int i = lines.size() - 1; i >= 0; i--) {
      draw(lines.get(i), epochs, range, grid);
    }
    List<String> rows = new ArrayList<>();
    rows.add(title + ": " + legend());
    for (int y = 0; y < HEIGHT; y++) {
      double value = range.getMax() - (range.getMax() - range.getMin()) * y / (double) (HEIGHT - 1);
      boolean labelled = y == 0 || y == HEIGHT - 1;
      String label = labelled ? String.format(Locale.ROOT, "%.4f", value) : "";
      rows.add(ROW.formatted(label, new String(grid[y])).stripTrailing());
    }
    rows.add(" ".repeat(9) + "+" + "-".repeat(WIDTH));
    String last = Integer.toString(epochs);
    rows.add(" ".repeat(10) + "1" + " ".repeat(WIDTH - 1 - last.length()) + last);
    return rows;
  }

  private String legend() {
    return lines.stream()
        .map(line -> "%s %s".formatted(line.mark(), line.name()))
        .collect(Collectors.joining(", "));
  }

  /** Between two epochs, the value goes straight from the one to the other. */
  private static void draw(Line line, int epochs, DoubleSummaryStatistics range, char[][] grid) {
    for (int x = 0; x < WIDTH; x++) {
      double at = x * (epochs - 1) / (double) (WIDTH - 1);
      int before = (int) Math.floor(at);
      int after = Math.min(before + 1, epochs - 1);
      double share = at - before;
      double value = line.values().get(before);
      if (share > 0) {
        value = (1 - share) * value + share * line.values().get(after);
      }
      if (Double.isFinite(value)) {
        grid[row(value, range)][x] = line.mark();
      }
    }
  }

  private static int row(double value, DoubleSummaryStatistics range) {
    double height = range.getMax() - range.getMin();
    double fromTop = height == 0 ? 0.5 : (range.getMax() - value) / height;
    return (int) Math.round(fromTop * (HEIGHT - 1));
  }
}
