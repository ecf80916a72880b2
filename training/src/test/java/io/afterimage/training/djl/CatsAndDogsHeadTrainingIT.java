package io.afterimage.training.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.afterimage.testkit.SharedFolder;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The whole first phase on 2,000 photos: minutes on two cores, so it runs when asked for with
 * {@code -Dafterimage.full-training=true}.
 */
@EnabledIfSystemProperty(named = "afterimage.full-training", matches = "true")
class CatsAndDogsHeadTrainingIT {

  @Test
  void shouldReachTheSchedulesAccuracyWithTheBaseFrozen() {
    Optional<Path> folder = SharedFolder.find("data/cats-and-dogs");
    assumeTrue(folder.isPresent(), "the photos of data/cats-and-dogs are not beside the project");
    TrainingSet images = FolderHeadTraining.read(folder.get(), 160);

    TrainingResult result = FolderHeadTraining.train(images, ScheduleConfig.DEFAULT);

    assertThat(images.of(Split.TRAIN)).hasSize(2_000);
    assertThat(images.of(Split.VALIDATION)).hasSize(1_000);
    assertThat(result.artifact().verified().manifest().scores().get("validation_accuracy"))
        .isGreaterThanOrEqualTo(0.965);
  }
}
