package io.afterimage.cli.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code docs/metrics.md} as a table. */
final class MetricsPage {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z_]+)` \\| ([a-z]+) \\|([^|]*)\\| ([^|]+) \\|$");
  private static final Pattern TAG = Pattern.compile("`([a-z]+)`");

  /** One metric as the page describes it. */
  record Row(String type, Set<String> tags, String answers) {}

  private MetricsPage() {}

  /** Every metric by its name in Prometheus. */
  static Map<String, Row> rows() {
    Map<String, Row> rows = new TreeMap<>();
    ROW.matcher(text())
        .results()
        .forEach(
            (MatchResult row) ->
                rows.put(row.group(1), new Row(row.group(2), tags(row.group(3)), row.group(4))));
    return rows;
  }

  private static Set<String> tags(String cell) {
    return TAG.matcher(cell)
        .results()
        .map(tag -> tag.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text() {
    try {
      return Files.readString(Path.of("../docs/metrics.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
