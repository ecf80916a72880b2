package io.afterimage.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Figures under headings.
 *
 * @param rows as many cells as columns; numbers are aligned to the right
 */
public record Table(String title, List<String> columns, List<List<Object>> rows) {

  /** Copies the lists and refuses rows of another length. */
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "table '%s' has %d columns, a row has %d cells"
                .formatted(title, columns.size(), row.size()));
      }
    }
  }

  /** A table that is filled row by row. */
  public static Builder of(String title, String... columns) {
    return new Builder(title, List.of(columns));
  }

  /** As a table in Markdown, aligned so that it also reads as plain text. */
  public String text() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns);
    rows.forEach(row -> lines.add(row.stream().map(Table::cell).toList()));
    int[] widths =
        IntStream.range(0, columns.size())
            .map(i -> lines.stream().mapToInt(line -> line.get(i).length()).max().orElse(0))
            .toArray();
    StringBuilder text = new StringBuilder(title).append("\n\n");
    text.append(line(lines.get(0), widths)).append('\n');
    text.append(
            IntStream.range(0, widths.length)
                .mapToObj(i -> "-".repeat(widths[i] + 1) + (isNumeric(i) ? ":" : "-"))
                .collect(Collectors.joining("|", "|", "|")))
        .append('\n');
    lines.subList(1, lines.size()).forEach(each -> text.append(line(each, widths)).append('\n'));
    return text.toString();
  }

  private String line(List<String> cells, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(i -> padded(cells.get(i), widths[i], isNumeric(i)))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column) instanceof Number);
  }

  private static String padded(String cell, int width, boolean right) {
    String gap = " ".repeat(width - cell.length());
    return right ? gap + cell : cell + gap;
  }

  private static String cell(Object value) {
    if (value instanceof Double number) {
      return String.format(Locale.ROOT, Math.abs(number) < 10 ? "%.3f" : "%.1f", number);
    }
    return value.toString();
  }

  /** Gathers rows. */
  public static final class Builder {
    private final String title;
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    private Builder(String title, List<String> columns) {
      this.title = title;
      this.columns = columns;
    }

    /** Adds a row. */
    public Builder row(Object... cells) {
      rows.add(List.of(cells));
      return this;
    }

    /** The table. */
    public Table build() {
      return new Table(title, columns, rows);
    }
  }
}
