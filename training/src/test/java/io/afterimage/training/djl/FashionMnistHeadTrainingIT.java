package io.afterimage.training.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.training.Adam;
import io.afterimage.training.Augmentation;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From a folder of image files to a model, on a small part of Fashion-MNIST. */
class FashionMnistHeadTrainingIT {

  @Test
  void shouldLearnThreeClassesFromTwentyImagesOfEach() throws URISyntaxException {
    Path folder = Path.of(FashionMnistHeadTrainingIT.class.getResource("/fashion-mnist").toURI());
    TrainingSet images = FolderHeadTraining.read(folder, 96);

    TrainingResult result =
        FolderHeadTraining.train(
            images,
            new ScheduleConfig(
                new FreezePhase(8, 8, new Adam(1e-3, 0.9, 0.999, 1e-7), 0.2),
                Optional.empty(),
                Augmentation.DEFAULT,
                1));

    assertThat(images.labels()).containsExactly("ankle-boot", "bag", "trouser");
    assertThat(images.of(Split.TRAIN)).hasSize(60);
    assertThat(images.skipped()).isEmpty();
    assertThat(result.artifact().verified().manifest().scores().get("validation_accuracy"))
        .isGreaterThanOrEqualTo(0.9);
  }
}
