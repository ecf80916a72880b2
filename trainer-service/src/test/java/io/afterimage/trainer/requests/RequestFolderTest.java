package io.afterimage.trainer.requests;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.kafka.images.Fetched;
import io.afterimage.kafka.images.ImageSource;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.testkit.PngImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestFolderTest {

  @TempDir Path folder;

  private final byte[] png = PngImages.ofClass(8, 0, 0);
  private final List<String> notices = new ArrayList<>();

  @Test
  void shouldSaveImagesAndATableToFillIn() throws IOException {
    List<LabelRequest> requests =
        List.of(request("a.png", 0), request("trap 7/b", 1), request("gone", 2));

    int saved =
        RequestFolder.save(
            requests, source(Map.of(0L, png, 1L, png)), folder.resolve("todo"), notices::add);

    assertThat(saved).isEqualTo(2);
    assertThat(notices).singleElement().asString().contains("gone", "images-0-2");
    List<String> rows = Files.readAllLines(folder.resolve("todo/requests.csv"));
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0)).isEqualTo("id,label,file,predicted,confidence,why");
    assertThat(rows.get(1)).isEqualTo("a.png,,a.png,cat,0.750,uncertain");
    assertThat(rows.get(2))
        .startsWith("\"trap 7/b\",,\"trap_7_b-")
        .endsWith(".png\",cat,0.750,uncertain");
    for (String row : rows.subList(1, 3)) {
      String file = row.split(",", -1)[2].replace("\"", "");
      assertThat(folder.resolve("todo").resolve(file)).hasBinaryContent(png);
    }
  }

  @Test
  void shouldNotSaveAnotherImageThatLiesThereByNow() {
    LabelRequest request = request("a.png", 0);
    LabelRequest ofOther =
        new LabelRequest(
            request.imageId(),
            request.picture(),
            Optional.of("0".repeat(64)),
            request.modelVersion(),
            request.predictedLabel(),
            request.confidence(),
            request.scores(),
            request.novelty(),
            request.why(),
            request.score(),
            request.probability(),
            request.requestedAt(),
            request.label(),
            request.labelledAt());

    assertThat(RequestFolder.save(List.of(ofOther), source(Map.of(0L, png)), folder, notices::add))
        .isZero();
    assertThat(notices).hasSize(1);
  }

  private static LabelRequest request(String id, long offset) {
    return LabelRequest.of(
        Predictions.of(id, offset, 0.75),
        LabelRequest.UNCERTAIN,
        0.5,
        Optional.empty(),
        Instant.EPOCH);
  }

  private static ImageSource source(Map<Long, byte[]> images) {
    return new ImageSource() {
      @Override
      public void fetch(
          Collection<ImagePointer> pointers, BiConsumer<ImagePointer, Fetched> receiver) {
        for (ImagePointer pointer : pointers) {
          byte[] image = images.get(pointer.offset());
          receiver.accept(
              pointer,
              image == null
                  ? new Fetched.Gone("expired")
                  : new Fetched.Found(image, Optional.empty(), Instant.EPOCH));
        }
      }

      @Override
      public void close() {}
    };
  }
}
