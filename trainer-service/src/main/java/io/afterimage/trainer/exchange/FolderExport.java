package io.afterimage.trainer.exchange;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.training.dataset.DatasetException;
import io.afterimage.training.dataset.ExportIndex;
import io.afterimage.training.dataset.StableSplit;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;

/**
 * Writes examples as files: {@code train}, {@code validation} and {@code test}, each with a folder
 * per class, so that training and loading read them back with the same splits and labels; and
 * {@value #INDEX}, which says what each file is.
 */
public final class FolderExport {

  /** The table beside the folders. */
  public static final String INDEX = ExportIndex.FILE;

  private static final String PNG = ".png";

  private static final CsvMapper MAPPER = new CsvMapper();
  private static final CsvSchema COLUMNS =
      CsvSchema.builder()
          .addColumn(ExportIndex.FILE_COLUMN)
          .addColumn("id")
          .addColumn(ExportIndex.LABEL_COLUMN)
          .addColumn("split")
          .addColumn("labelled_at")
          .addColumn("source")
          .addColumn("labelled_by")
          .addColumn(ExportIndex.GROUP_COLUMN)
          .build()
          .withHeader();

  private FolderExport() {}

  /**
   * Writes them.
   *
   * @param folder created if missing; must be empty
   * @param progress called after each example with the number written so far
   * @throws DatasetException when the folder is not empty, or a file cannot be written
   */
  public static void write(List<Example> examples, Path folder, LongConsumer progress) {
    try {
      Files.createDirectories(folder);
      requireEmpty(folder);
      try (SequenceWriter index =
          MAPPER.writer(COLUMNS).writeValues(Files.newBufferedWriter(folder.resolve(INDEX)))) {
        long written = 0;
        for (Example example : examples) {
          index.write(
              List.of(
                  file(example, folder),
                  example.id(),
                  example.label(),
                  split(example),
                  example.labelledAt().toString(),
                  example.source().toString(),
                  example.labelledBy().orElse(""),
                  example.group().orElse("")));
          progress.accept(++written);
        }
      }
    } catch (IOException e) {
      throw new DatasetException("cannot export to %s: %s".formatted(folder, e), e);
    }
  }

  private static String file(Example example, Path folder) throws IOException {
    Path below = Path.of(split(example), ClassFolder.of(example.label()));
    Files.createDirectories(folder.resolve(below));
    String name = withoutPng(example.id());
    Path file = below.resolve(SafeName.of(name) + PNG);
    if (Files.exists(folder.resolve(file))) {
      String apart = name + "-" + Long.toHexString(StableSplit.hash(example.id()));
      file = below.resolve(SafeName.of(apart) + PNG);
    }
    Files.write(folder.resolve(file), example.png());
    return file.toString().replace(file.getFileSystem().getSeparator(), "/");
  }

  private static String withoutPng(String id) {
    return id.toLowerCase(Locale.ROOT).endsWith(PNG)
        ? id.substring(0, id.length() - PNG.length())
        : id;
  }

  private static String split(Example example) {
    return example.split().name().toLowerCase(Locale.ROOT);
  }

  private static void requireEmpty(Path folder) throws IOException {
    try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
      if (content.iterator().hasNext()) {
        throw new DatasetException(folder + " is not empty: name a folder that is, or a new one");
      }
    }
  }
}
