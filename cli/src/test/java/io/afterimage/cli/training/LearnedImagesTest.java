package io.afterimage.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.InputSpec;
import io.afterimage.models.Lineage;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LearnedImagesTest {

  @Test
  void shouldNameTheDigestsOfWhatIsLearnedAndOfNothingElse() {
    Dataset dataset =
        new Dataset(
            List.of("cat", "dog"),
            List.of(
                image("a", "cat", Split.TRAIN),
                image("b", "dog", Split.TRAIN),
                image("c", "dog", Split.VALIDATION),
                image("skipped", "dog", Split.TRAIN)),
            Map.of(),
            List.of());
    TrainingSet read =
        new TrainingSet(
            dataset.labels(),
            InputSpec.square(32),
            Map.of(
                Split.TRAIN,
                List.of(decoded("a", 0), decoded("b", 1)),
                Split.VALIDATION,
                List.of(decoded("c", 1))),
            List.of(),
            "fingerprint");

    Lineage lineage = LearnedImages.lineage(read, dataset);

    assertThat(lineage.learned()).containsExactly("a", "b");
    assertThat(lineage.use("c")).contains("validation");
    assertThat(lineage.learnedImages().orElseThrow())
        .containsExactlyInAnyOrder(Sha256.of(bytes("a")), Sha256.of(bytes("b")));
  }

  private static LabelledImage image(String id, String label, Split split) {
    return new LabelledImage(id, label, split, Optional.empty(), () -> bytes(id));
  }

  private static DecodedImage decoded(String id, int label) {
    return new DecodedImage(id, label, new byte[0]);
  }

  private static byte[] bytes(String id) {
    return ("the bytes of " + id).getBytes(StandardCharsets.UTF_8);
  }
}
