package io.afterimage.client.labels;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.afterimage.client.CommandFailure;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelText;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads labels from tables as people have them: CSV with commas, semicolons, tabs or bars, in UTF-8
 * or what spreadsheets write instead, with and without a header, Label Studio's export among them.
 *
 * @param encoding of the file; otherwise told by its bytes
 * @param delimiter between cells; otherwise told by the rows
 * @param idColumn name or number (from 1) of the column with ids; otherwise told by the header,
 *     else the first
 * @param labelColumn likewise of the labels; otherwise the second
 */
public record LabelCsv(
    Optional<Charset> encoding,
    Optional<Character> delimiter,
    Optional<String> idColumn,
    Optional<String> labelColumn) {

  /** Label Studio puts eight hexadecimal digits before the name of an uploaded file. */
  private static final String UPLOAD_PREFIX = "^[0-9a-f]{8}-";

  /** Everything told by the file itself. */
  public static LabelCsv detecting() {
    return new LabelCsv(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Reads the file.
   *
   * @param by who says so
   * @param at when it was said
   * @throws CommandFailure when the file cannot be read, is not a table, or does not tell which
   *     columns hold ids and labels
   */
  public LabelSource read(Path file, Optional<String> by, Instant at) {
    TextFile content = TextFile.read(file, encoding);
    if (content.text().stripLeading().startsWith("<")) {
      throw new CommandFailure(
          "%s is XML, not CSV: CVAT's annotations are read by --cvat".formatted(file));
    }
    List<String> notices = new ArrayList<>();
    if (content.guessed()) {
      notices.add(
          "%s read as %s; where letters are wrong, name its encoding with --encoding"
              .formatted(file, content.charset()));
    }
    CsvRows table = table(file, content.text());
    if (table.rows().isEmpty()) {
      return new LabelSource(List.of(), List.of(), notices);
    }
    if (!table.isTable()) {
      throw new CommandFailure(
          "%s has one column, ids and labels are two: is the delimiter none of ',', ';', '|' and tab? Name it with --delimiter"
              .formatted(file));
    }
    LabelColumns columns = LabelColumns.find(file, table.rows().get(0), idColumn, labelColumn);
    if (columns.labelStudio()) {
      notices.add(
          "%s is an export of Label Studio: ids are the names of the image files".formatted(file));
    } else if (!columns.header()) {
      notices.add(
          "%s has no header: ids are in column %d, labels in column %d"
              .formatted(file, columns.id() + 1, columns.label() + 1));
    }
    List<Label> labels = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (CsvRows.Row row : table.rows().subList(columns.header() ? 1 : 0, table.rows().size())) {
      String id = id(row.cell(columns.id()), columns);
      String label = row.cell(columns.label());
      if (id.isEmpty() || label.isEmpty()) {
        problems.add(
            "%s, row %d: no %s".formatted(file, row.number(), id.isEmpty() ? "id" : "label"));
        continue;
      }
      if (columns.labelStudio() && label.startsWith("{")) {
        problems.add("%s, row %d: several choices: %s".formatted(file, row.number(), label));
        continue;
      }
      try {
        labels.add(new Label(id, LabelText.of(label), by, Optional.of(at)));
      } catch (IllegalArgumentException e) {
        problems.add("%s, row %d: %s".formatted(file, row.number(), e.getMessage()));
      }
    }
    notices.addAll(alike(labels));
    return new LabelSource(labels, problems, notices);
  }

  private CsvRows table(Path file, String text) {
    try {
      return CsvRows.read(text, delimiter);
    } catch (JsonProcessingException e) {
      throw new CommandFailure("%s is not CSV: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  private static String id(String cell, LabelColumns columns) {
    return columns.labelStudio()
        ? cell.replaceFirst("[?#].*$", "").replaceFirst("^.*/", "").replaceFirst(UPLOAD_PREFIX, "")
        : cell;
  }

  /** Names labels that look like the same one. */
  static List<String> alike(List<Label> labels) {
    return LabelText.differingInCaseOnly(
            labels.stream().map(Label::label).collect(Collectors.toSet()))
        .stream()
        .map(
            classes ->
                "classes that differ in upper and lower case only: " + String.join(", ", classes))
        .toList();
  }
}
