package io.afterimage.cli.predictions;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.afterimage.client.CommandFailure;
import io.afterimage.kafka.images.Fetched;
import io.afterimage.kafka.images.ImageSource;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.trainer.exchange.SafeName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Saves the images of predictions, and beside them {@value #TABLE}: a row for each, whose label is
 * still to be filled in. One thread.
 */
public final class PredictionFolder implements AutoCloseable {

  /** The table beside the images; {@code label --csv} reads it. */
  public static final String TABLE = "predictions.csv";

  private static final CsvMapper MAPPER = new CsvMapper();
  private static final CsvSchema COLUMNS =
      CsvSchema.builder()
          .addColumn("id")
          .addColumn("label")
          .addColumn("file")
          .addColumn("predicted")
          .addColumn("confidence")
          .addColumn("version")
          .addColumn("place")
          .build()
          .withHeader();

  private final Path folder;
  private final ImageSource images;
  private final Consumer<String> notices;
  private Optional<SequenceWriter> rows = Optional.empty();
  private int saved;

  /**
   * Over a folder that is empty, or does not exist yet; made with the first image.
   *
   * @param images closed with this
   * @param notices gets a line for each image that is no longer there
   */
  public PredictionFolder(Path folder, ImageSource images, Consumer<String> notices) {
    this.folder = folder;
    this.images = images;
    this.notices = notices;
  }

  /** The table. */
  public Path table() {
    return folder.resolve(TABLE);
  }

  /** How many images were saved. */
  public int saved() {
    return saved;
  }

  /**
   * Saves the images of some predictions.
   *
   * @throws CommandFailure when a file cannot be written
   */
  public void save(List<Prediction> predictions) {
    Map<ImagePointer, Prediction> byPlace = new LinkedHashMap<>();
    predictions.forEach(prediction -> byPlace.put(prediction.picture(), prediction));
    try {
      images.fetch(byPlace.keySet(), (place, fetched) -> take(byPlace.get(place), fetched));
      if (rows.isPresent()) {
        rows.get().flush();
      }
    } catch (IOException | UncheckedIOException e) {
      throw failure(e);
    }
  }

  private void take(Prediction prediction, Fetched fetched) {
    Optional<byte[]> image = fetched.image(prediction.sha256());
    if (image.isEmpty()) {
      notices.accept("%s is no longer at %s".formatted(prediction.imageId(), prediction.picture()));
      return;
    }
    try {
      SequenceWriter table = rows();
      String file = file(prediction, image.get());
      Files.write(folder.resolve(file), image.get());
      table.write(
          List.of(
              prediction.imageId(),
              "",
              file,
              prediction.answer(),
              String.format(Locale.ROOT, "%.3f", prediction.confidence()),
              prediction.modelVersion(),
              prediction.picture().toString()));
      saved++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SequenceWriter rows() throws IOException {
    if (rows.isEmpty()) {
      Files.createDirectories(folder);
      rows = Optional.of(MAPPER.writer(COLUMNS).writeValues(Files.newBufferedWriter(table())));
    }
    return rows.get();
  }

  /** Several images may have one id. */
  private String file(Prediction prediction, byte[] image) {
    String file = SafeName.ofImage(prediction.imageId(), image);
    return Files.exists(folder.resolve(file))
        ? SafeName.ofImage("%s %s".formatted(prediction.imageId(), prediction.picture()), image)
        : file;
  }

  private CommandFailure failure(Exception e) {
    return new CommandFailure(
        "cannot save images to %s, %d are there: %s".formatted(folder, saved, e.getMessage()), e);
  }

  @Override
  public void close() {
    try (images) {
      if (rows.isPresent()) {
        rows.get().close();
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }
}
