package io.afterimage.cli.letters;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.afterimage.client.CommandFailure;
import io.afterimage.client.refused.DeadLetter;
import io.afterimage.client.refused.LetterValues;
import io.afterimage.client.refused.RecentLetters.Shown;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.trainer.exchange.SafeName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/**
 * Saves what was refused, byte for byte, and beside it {@value #TABLE}: a row for each file that
 * says what it is. A file's name begins with partition and offset of its dead letter, as several
 * may have one id. One thread.
 */
public final class LetterFolder {

  /** The table beside the files. */
  public static final String TABLE = "dead-letters.csv";

  private static final CsvMapper MAPPER = new CsvMapper();
  private static final CsvSchema COLUMNS =
      CsvSchema.builder()
          .addColumn("file")
          .addColumn("id")
          .addColumn("reason")
          .addColumn("detail")
          .addColumn("refused_at")
          .addColumn("origin")
          .addColumn("bytes")
          .addColumn("sent_again")
          .addColumn("place")
          .build()
          .withHeader();

  private final Path folder;
  private final String labels;
  private int saved;
  private int done;

  /**
   * Over a folder, which is made if it is missing.
   *
   * @param labels the topic whose records are JSON, not images
   */
  public LetterFolder(Path folder, String labels) {
    this.folder = folder;
    this.labels = labels;
  }

  /** The table. */
  public Path table() {
    return folder.resolve(TABLE);
  }

  /** How many were saved. */
  public int saved() {
    return saved;
  }

  /**
   * Saves them.
   *
   * @param progress told how many are done with
   * @param missing gets the place of each that has no bytes any more, and why
   * @throws CommandFailure when a file cannot be written
   */
  public void save(
      List<Shown> letters,
      LetterValues values,
      IntConsumer progress,
      BiConsumer<ImagePointer, String> missing) {
    Map<ImagePointer, Shown> byPlace = new LinkedHashMap<>();
    letters.forEach(shown -> byPlace.put(shown.letter().place(), shown));
    try {
      Files.createDirectories(folder);
      try (SequenceWriter rows =
          MAPPER.writer(COLUMNS).writeValues(Files.newBufferedWriter(table()))) {
        values.read(
            List.copyOf(byPlace.keySet()),
            (place, value) -> {
              write(byPlace.get(place), value, rows);
              progress.accept(++done);
            },
            (place, why) -> {
              missing.accept(place, why);
              progress.accept(++done);
            });
      }
    } catch (IOException | UncheckedIOException e) {
      throw new CommandFailure(
          "cannot save dead letters to %s, %d of %d are there: %s"
              .formatted(folder, saved, letters.size(), e.getMessage()),
          e);
    }
  }

  private void write(Shown shown, byte[] value, SequenceWriter rows) {
    DeadLetter letter = shown.letter();
    String name =
        "%d-%d-%s"
            .formatted(
                letter.place().partition(),
                letter.place().offset(),
                letter.origin().filter(at -> at.topic().equals(labels)).isPresent()
                    ? SafeName.of(letter.imageId()) + ".json"
                    : SafeName.ofImage(letter.imageId(), value));
    try {
      Files.write(folder.resolve(name), value);
      rows.write(
          List.of(
              name,
              letter.imageId(),
              letter.reason(),
              letter.detail(),
              letter.refusedAt().toString(),
              letter.origin().map(ImagePointer::toString).orElse(""),
              Integer.toString(value.length),
              shown.sentAgain().map(mark -> mark.at().toString()).orElse(""),
              letter.place().toString()));
      saved++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
