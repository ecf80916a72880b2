package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.Split;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortionTest {

  private static final List<DecodedImage> IMAGES = PhaseLoopRig.IMAGES.of(Split.TRAIN);

  @ParameterizedTest
  @CsvSource({
    "55, 4, 14, 1",
    "55, 1, 20, 1",
    "55, 55, 1, 1",
    "55, 83, 1, 2",
    "55, 80, 1, 1",
    "55, 3125, 1, 57",
  })
  void shouldComeCloseToTheStepsWanted(int steps, int stepsOfPass, int passes, int parts) {
    assertThat(Portion.near(steps, stepsOfPass, 20)).isEqualTo(new Portion(passes, parts));
  }

  @Test
  void shouldTakeEveryImageOnceOverItsPartsAndNoneEmpty() {
    for (int parts = 1; parts <= IMAGES.size(); parts++) {
      List<DecodedImage> taken = new ArrayList<>();
      for (int epoch = 0; epoch < parts; epoch++) {
        List<DecodedImage> order =
            new Portion(1, parts).passes(IMAGES, 1, 5, 5 + epoch).get(0).order();
        assertThat(order).isNotEmpty();
        taken.addAll(order);
      }
      assertThat(taken).hasSize(IMAGES.size());
      assertThat(new HashSet<>(taken)).hasSize(IMAGES.size());
    }
  }

  @Test
  void shouldShuffleAsBeforeWhereAnEpochIsAllImagesOnce() {
    assertThat(Portion.WHOLE.passes(IMAGES, 7, 3, 4).get(0).order())
        .isEqualTo(ImageOrder.shuffled(IMAGES, 7, 4));
  }

  @Test
  void shouldRefuseBothPartsAndPasses() {
    assertThatThrownBy(() -> new Portion(2, 2))
        .hasMessage("an epoch takes all images or a part of them, got 2 passes and 2 parts");
  }
}
