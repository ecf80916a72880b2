package io.afterimage.cli.training;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.afterimage.cli.terminal.Table;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import io.afterimage.models.LabelReview;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells which images have labels that look wrong: the first of them at the terminal, all of them in
 * a table beside the model.
 *
 * @param images the folder that ids are below
 * @param output where the model goes
 */
record SuspectImages(Path images, Optional<ModelFolder> output, Terminal terminal) {

  /** The most that are printed. */
  static final int SHOWN = 20;

  private static final CsvMapper CSV =
      CsvMapper.builder().enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING).build();
  private static final CsvSchema COLUMNS =
      CSV.schemaFor(Row.class).sortedBy("image", "label", "likely", "score", "learned");

  /** A line of the table. */
  record Row(String image, String label, String likely, String score, String learned) {}

  /**
   * Says what a run found. A table of an earlier run is removed.
   *
   * @param review empty where nobody looked
   * @throws CommandFailure when the table cannot be written
   */
  void report(Optional<LabelReview> review) {
    List<Row> rows =
        review.map(LabelReview::suspects).orElse(List.of()).stream().map(this::row).toList();
    output.map(ModelFolder::suspects).ifPresent(table -> write(rows, table));
    review.filter(found -> !rows.isEmpty()).ifPresent(found -> print(found, rows));
  }

  private Row row(LabelReview.Suspect suspect) {
    return new Row(
        images.resolve(suspect.id()).toString(),
        suspect.label(),
        suspect.likely(),
        String.format(Locale.ROOT, "%.2f", suspect.score()),
        suspect.leftOut() ? "no" : "yes");
  }

  private void print(LabelReview review, List<Row> rows) {
    terminal.print(review.inWords());
    Table table = new Table("image", "label", "likely", "score", "learned");
    rows.stream()
        .limit(SHOWN)
        .forEach(
            row -> table.row(row.image(), row.label(), row.likely(), row.score(), row.learned()));
    table.lines().forEach(terminal::print);
    String all =
        output
            .map(folder -> "all of them are in " + folder.suspects())
            .orElse("--output DIR writes all of them to DIR/suspects.csv");
    if (rows.size() > SHOWN) {
      terminal.say("%d more: %s".formatted(rows.size() - SHOWN, all));
    } else if (output.isPresent()) {
      terminal.say(all);
    }
  }

  private static void write(List<Row> rows, Path table) {
    try {
      if (rows.isEmpty()) {
        Files.deleteIfExists(table);
        return;
      }
      Files.createDirectories(table.toAbsolutePath().getParent());
      try (Writer writer = Files.newBufferedWriter(table);
          SequenceWriter lines = CSV.writer(COLUMNS.withHeader()).writeValues(writer)) {
        lines.writeAll(rows);
      }
    } catch (IOException e) {
      throw new CommandFailure("cannot write %s: %s".formatted(table, e.getMessage()), e);
    }
  }
}
