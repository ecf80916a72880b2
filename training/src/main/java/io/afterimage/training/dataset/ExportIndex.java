package io.afterimage.training.dataset;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The table beside exported folders, which says what a class folder stands for whose name could not
 * be the label itself, and which group a file belongs to.
 */
public final class ExportIndex {

  /** The table's name in the exported folder. */
  public static final String FILE = "index.csv";

  /** The column with a file's path below the exported folder, with {@code /} between names. */
  public static final String FILE_COLUMN = "file";

  /** The column with its label. */
  public static final String LABEL_COLUMN = "label";

  /** The column with its group; empty where it has none. */
  public static final String GROUP_COLUMN = "group";

  private static final CsvMapper MAPPER = new CsvMapper();

  private final Map<String, String> labels;
  private final Map<String, String> groups;

  private ExportIndex(Map<String, String> labels, Map<String, String> groups) {
    this.labels = labels;
    this.groups = groups;
  }

  /**
   * Reads the table; an empty one where there is none, or one of another kind.
   *
   * @throws IOException when it cannot be read
   */
  static ExportIndex in(Path root) throws IOException {
    Path file = root.resolve(FILE);
    Map<String, String> labels = new HashMap<>();
    Map<String, String> groups = new HashMap<>();
    if (Files.isRegularFile(file)) {
      try (MappingIterator<Map<String, String>> rows =
          MAPPER
              .readerForMapOf(String.class)
              .with(CsvSchema.emptySchema().withHeader())
              .readValues(Files.newBufferedReader(file))) {
        while (rows.hasNextValue()) {
          Map<String, String> row = rows.nextValue();
          String path = row.getOrDefault(FILE_COLUMN, "");
          int end = path.lastIndexOf('/');
          if (end > 0 && row.containsKey(LABEL_COLUMN)) {
            labels.put(path.substring(0, end), row.get(LABEL_COLUMN));
          }
          String group = row.getOrDefault(GROUP_COLUMN, "");
          if (!group.isEmpty()) {
            groups.put(path, group);
          }
        }
      }
    }
    return new ExportIndex(labels, groups);
  }

  /** The group of a file, where the table names one. */
  Optional<String> group(String id) {
    return Optional.ofNullable(groups.get(id));
  }

  /** What a class folder stands for: what the table says, otherwise its own name. */
  String label(Path root, Path folder) {
    String below = root.relativize(folder).toString().replace('\\', '/');
    return labels.getOrDefault(below, folder.getFileName().toString());
  }
}
