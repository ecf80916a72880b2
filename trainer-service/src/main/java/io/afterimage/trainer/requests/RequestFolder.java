package io.afterimage.trainer.requests;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.afterimage.kafka.images.ImageSource;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.trainer.exchange.SafeName;
import io.afterimage.training.dataset.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Saves the images that labels are asked for, so that somebody can look at them, and beside them
 * {@value #TABLE}: a row per image, whose label is still to be filled in.
 */
public final class RequestFolder {

  /** The table beside the images. */
  public static final String TABLE = "requests.csv";

  private static final CsvMapper MAPPER = new CsvMapper();
  private static final CsvSchema COLUMNS =
      CsvSchema.builder()
          .addColumn("id")
          .addColumn("label")
          .addColumn("file")
          .addColumn("predicted")
          .addColumn("confidence")
          .addColumn("why")
          .build()
          .withHeader();

  private RequestFolder() {}

  /**
   * Saves them in their order; a file that is there already is written over.
   *
   * @param folder created if missing
   * @param notices gets a line for each image that is no longer there
   * @return how many were saved
   * @throws DatasetException when a file cannot be written
   */
  public static int save(
      List<LabelRequest> requests, ImageSource source, Path folder, Consumer<String> notices) {
    try {
      Files.createDirectories(folder);
      Map<ImagePointer, String> files = fetch(requests, source, folder, notices);
      try (SequenceWriter table =
          MAPPER.writer(COLUMNS).writeValues(Files.newBufferedWriter(folder.resolve(TABLE)))) {
        for (LabelRequest request : requests) {
          if (files.containsKey(request.picture())) {
            table.write(
                List.of(
                    request.imageId(),
                    "",
                    files.get(request.picture()),
                    request.predictedLabel(),
                    String.format(Locale.ROOT, "%.3f", request.confidence()),
                    request.why()));
          }
        }
      }
      return files.size();
    } catch (IOException e) {
      throw new DatasetException("cannot save images to %s: %s".formatted(folder, e), e);
    }
  }

  private static Map<ImagePointer, String> fetch(
      List<LabelRequest> requests, ImageSource source, Path folder, Consumer<String> notices) {
    Map<ImagePointer, LabelRequest> byPointer = new HashMap<>();
    requests.forEach(request -> byPointer.put(request.picture(), request));
    Map<ImagePointer, String> files = new HashMap<>();
    source.fetch(
        new ArrayList<>(byPointer.keySet()),
        (pointer, fetched) -> {
          LabelRequest request = byPointer.get(pointer);
          Optional<byte[]> image = fetched.image(request.sha256());
          if (image.isEmpty()) {
            notices.accept("%s is no longer at %s".formatted(request.imageId(), request.picture()));
            return;
          }
          files.put(pointer, write(request.imageId(), image.get(), folder));
        });
    return files;
  }

  private static String write(String id, byte[] image, Path folder) {
    String file = SafeName.ofImage(id, image);
    try {
      Files.write(folder.resolve(file), image);
      return file;
    } catch (IOException e) {
      throw new DatasetException("cannot save %s: %s".formatted(folder.resolve(file), e), e);
    }
  }
}
