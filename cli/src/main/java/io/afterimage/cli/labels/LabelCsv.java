package io.afterimage.cli.labels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.afterimage.cli.options.CommandFailure;
import io.afterimage.events.Label;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads labels from CSV (RFC 4180, UTF-8). With a first line that names the columns {@code id} and
 * {@code label}, these are read, wherever they stand; otherwise the first two columns.
 */
public final class LabelCsv {

  private static final CsvMapper MAPPER =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .enable(CsvParser.Feature.TRIM_SPACES)
          .build();

  private static final String BYTE_ORDER_MARK = "\ufeff";

  private record Columns(int id, int label) {

    static final Columns FIRST_TWO = new Columns(0, 1);
  }

  private LabelCsv() {}

  /**
   * Reads the file.
   *
   * @param by who says so
   * @param at when it was said
   * @throws CommandFailure when the file cannot be read, or is no CSV
   */
  public static LabelSource read(Path file, Optional<String> by, Instant at) {
    List<Label> labels = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(file);
        MappingIterator<String[]> rows =
            MAPPER.readerFor(String[].class).<String[]>readValues(reader)) {
      Columns columns = Columns.FIRST_TWO;
      for (int row = 1; rows.hasNextValue(); row++) {
        String[] cells = rows.nextValue();
        Optional<Columns> named = row == 1 ? named(cells) : Optional.empty();
        if (named.isPresent()) {
          columns = named.get();
        } else {
          String id = cell(cells, columns.id(), row);
          String label = cell(cells, columns.label(), row);
          if (id.isEmpty() || label.isEmpty()) {
            problems.add("%s, row %d: no %s".formatted(file, row, id.isEmpty() ? "id" : "label"));
          } else {
            labels.add(new Label(id, label, by, Optional.of(at)));
          }
        }
      }
    } catch (JsonProcessingException e) {
      throw new CommandFailure("%s is no CSV: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new CommandFailure("cannot read %s: %s".formatted(file, e), e);
    }
    return new LabelSource(labels, problems);
  }

  private static Optional<Columns> named(String[] cells) {
    List<String> names =
        Stream.of(cells)
            .map(cell -> cell.replace(BYTE_ORDER_MARK, "").strip().toLowerCase(Locale.ROOT))
            .toList();
    return names.contains("id") && names.contains("label")
        ? Optional.of(new Columns(names.indexOf("id"), names.indexOf("label")))
        : Optional.empty();
  }

  private static String cell(String[] cells, int column, int row) {
    if (column >= cells.length) {
      return "";
    }
    String cell = row == 1 ? cells[column].replace(BYTE_ORDER_MARK, "") : cells[column];
    return cell.strip();
  }
}
