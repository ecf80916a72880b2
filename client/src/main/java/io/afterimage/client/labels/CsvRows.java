package io.afterimage.client.labels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of a table in text, without empty ones (RFC 4180, with any delimiter).
 *
 * @param rows each with its cells, blanks around them removed
 * @param delimiter between the cells
 */
record CsvRows(List<Row> rows, char delimiter) {

  /** What spreadsheets and exports put between cells, the most usual first. */
  static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');

  private static final CsvMapper MAPPER =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .enable(CsvParser.Feature.TRIM_SPACES)
          .build();

  /** Excel's own first line that names the delimiter. */
  private static final Pattern NAMED = Pattern.compile("\"?sep=(.)\"?\\r?\\n");

  /** Enough to tell a delimiter by. */
  private static final int ROWS_LOOKED_AT = 50;

  /**
   * A row.
   *
   * @param number from 1, the header included
   */
  record Row(int number, List<String> cells) {

    /** A cell, from 0; empty where the row is shorter. */
    String cell(int index) {
      return index < cells.size() ? cells.get(index) : "";
    }
  }

  /**
   * Reads them.
   *
   * @param given the delimiter, where somebody knows it; otherwise the one that a first line {@code
   *     sep=;} names, else the one that gives the most rows the same number of cells, two or more
   * @throws JsonProcessingException when a quote is never closed, or the like
   */
  static CsvRows read(String text, Optional<Character> given) throws JsonProcessingException {
    Matcher named = NAMED.matcher(text);
    if (named.lookingAt()) {
      char delimiter = given.orElse(named.group(1).charAt(0));
      return new CsvRows(
          rows(text.substring(named.end()), delimiter, Integer.MAX_VALUE), delimiter);
    }
    char delimiter = given.isPresent() ? given.get() : mostLikely(text);
    return new CsvRows(rows(text, delimiter, Integer.MAX_VALUE), delimiter);
  }

  /** Whether any row has two cells or more. */
  boolean isTable() {
    return rows.stream().anyMatch(row -> row.cells().size() > 1);
  }

  private static char mostLikely(String text) {
    char best = DELIMITERS.get(0);
    long most = 0;
    for (char delimiter : DELIMITERS) {
      List<Row> looked;
      try {
        looked = rows(text, delimiter, ROWS_LOOKED_AT);
      } catch (JsonProcessingException e) {
        continue;
      }
      int width = looked.isEmpty() ? 0 : looked.get(0).cells().size();
      long alike =
          width < 2 ? 0 : looked.stream().filter(row -> row.cells().size() == width).count();
      if (alike > most) {
        most = alike;
        best = delimiter;
      }
    }
    return best;
  }

  private static List<Row> rows(String text, char delimiter, int limit)
      throws JsonProcessingException {
    CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(delimiter);
    List<Row> rows = new ArrayList<>();
    try (MappingIterator<String[]> read =
        MAPPER.readerFor(String[].class).with(schema).readValues(text)) {
      while (rows.size() < limit && read.hasNextValue()) {
        List<String> cells = new ArrayList<>();
        for (String cell : read.nextValue()) {
          cells.add(cell.strip());
        }
        if (!cells.stream().allMatch(String::isEmpty)) {
          rows.add(new Row(rows.size() + 1, List.copyOf(cells)));
        }
      }
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(rows);
  }
}
