package io.afterimage.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A small table in plain text. Columns are as wide as their widest cell; those whose cells all
 * start with a digit are set to the right. One thread.
 */
public final class Table {

  private static final String GAP = "  ";

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these headings. */
  public Table(String... header) {
    this.header = List.of(header);
  }

  /** Adds a row with one cell for each heading. */
  public Table row(Object... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(
          "%d cells for the headings %s".formatted(cells.length, header));
    }
    rows.add(IntStream.range(0, cells.length).mapToObj(i -> String.valueOf(cells[i])).toList());
    return this;
  }

  /** Whether there are no rows. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines: headings first, then the rows. */
  public List<String> lines() {
    List<List<String>> all = new ArrayList<>();
    all.add(header);
    all.addAll(rows);
    return all.stream().map(this::line).toList();
  }

  private String line(List<String> cells) {
    return IntStream.range(0, cells.size())
        .mapToObj(column -> padded(cells.get(column), column))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private String padded(String cell, int column) {
    int width =
        Math.max(
            header.get(column).length(),
            rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
    String padding = " ".repeat(width - cell.length());
    return isNumeric(column) ? padding + cell : cell + padding;
  }

  private boolean isNumeric(int column) {
    return rows.stream().anyMatch(row -> row.get(column).matches("\\d.*"))
        && rows.stream()
            .map(row -> row.get(column))
            .allMatch(cell -> cell.equals("-") || cell.matches("\\d[\\d.,]*\\s?(%|ms|s|/s)?"));
  }
}
