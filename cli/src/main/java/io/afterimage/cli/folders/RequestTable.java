package io.afterimage.cli.folders;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.afterimage.client.CommandFailure;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Changes the table beside saved images, as the program wrote it: CSV with a header. */
final class RequestTable {

  static final String ID = "id";
  static final String LABEL = "label";
  static final String FILE = "file";

  private static final CsvMapper MAPPER = new CsvMapper();

  private RequestTable() {}

  /**
   * Changes it as a whole, or not at all.
   *
   * @param change gets the rows, cells by column; may change, add and remove them
   * @throws CommandFailure when it cannot be read or written
   */
  static void change(Path table, Consumer<List<Map<String, String>>> change) {
    try {
      List<Map<String, String>> rows;
      CsvSchema columns;
      try (MappingIterator<Map<String, String>> read =
          MAPPER
              .readerForMapOf(String.class)
              .with(CsvSchema.emptySchema().withHeader())
              .readValues(table.toFile())) {
        rows = read.readAll();
        columns = (CsvSchema) read.getParserSchema();
      }
      change.accept(rows);
      Path changed = table.resolveSibling(table.getFileName() + ".new");
      try (Writer writer = Files.newBufferedWriter(changed);
          SequenceWriter written = MAPPER.writer(columns.withHeader()).writeValues(writer)) {
        written.writeAll(rows);
      }
      Files.move(changed, table, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CommandFailure("cannot change %s: %s".formatted(table, e), e);
    }
  }
}
