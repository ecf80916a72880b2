package io.afterimage.trainer.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.InputSpec;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.djl.OnnxRowProducts;
import io.afterimage.training.head.FeatureMatrix;
import io.afterimage.training.head.TwinSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Three frames of each of six scenes: one to learn, one to validate and one to test with. */
class ImageTwinsTest {

  private static final int SCENES = 6;

  private final TrainingSet images =
      new TrainingSet(
          List.of("cat", "dog"),
          InputSpec.square(8),
          Map.of(Split.TRAIN, frames("a"), Split.VALIDATION, frames("b"), Split.TEST, frames("c")),
          List.of(),
          "fingerprint");

  private final ImageTwins twins =
      ImageTwins.find(
              images,
              (asked, cancelled) -> {
                FeatureMatrix matrix = new FeatureMatrix(SCENES);
                for (DecodedImage image : asked) {
                  float[] row = new float[SCENES];
                  row[image.id().charAt(0) - '0'] = image.id().charAt(1);
                  matrix.add(row);
                }
                return matrix;
              },
              new TwinSearch(new OnnxRowProducts(), 0.92),
              () -> false)
          .orElseThrow();

  /** The last scene has a group of its own. */
  private static List<DecodedImage> frames(String frame) {
    List<DecodedImage> frames = new ArrayList<>();
    for (int scene = 0; scene < SCENES; scene++) {
      String id = scene + frame;
      frames.add(
          new DecodedImage(id, scene % 2, scene == SCENES - 1 ? "given" : id, () -> new byte[0]));
    }
    return frames;
  }

  @Test
  void shouldGroupTheFramesOfASceneWhateverTheirSplit() {
    TrainingSet grouped = twins.grouped(images);

    for (Split split : Split.values()) {
      assertThat(grouped.of(split))
          .extracting(DecodedImage::group)
          .containsExactly("0a", "1a", "2a", "3a", "4a", "given");
      assertThat(grouped.of(split))
          .extracting(DecodedImage::id)
          .isEqualTo(images.of(split).stream().map(DecodedImage::id).toList());
    }
  }

  @Test
  void shouldTellWhatIsATwinOfAnyLearnedImage() {
    assertThat(twins.ofAny(List.of("0a", "3b", "gone")))
        .containsExactlyInAnyOrderElementsOf(Stream.of("0b", "0c", "3a", "3c").toList());
  }
}
