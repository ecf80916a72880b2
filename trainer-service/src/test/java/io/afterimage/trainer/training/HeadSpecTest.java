package io.afterimage.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.model.weights.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadSpecTest {

  @Test
  void shouldHaveTheTutorialsTrainableParameters() {
    Map<String, Tensor> initial = new HeadSpec(1280, 2).initial(1);

    assertThat(initial.get(HeadSpec.WEIGHT).shape()).containsExactly(1, 1280);
    assertThat(initial.values().stream().mapToInt(tensor -> tensor.values().length).sum())
        .isEqualTo(1281);
  }

  @Test
  void shouldBeginWithEvenWeightsAndNoBias() {
    Map<String, Tensor> initial = new HeadSpec(1280, 10).initial(1);
    float[] kernel = initial.get(HeadSpec.WEIGHT).values();
    double limit = Math.sqrt(6.0 / 1290);

    double sum = 0;
    double squares = 0;
    for (float value : kernel) {
      assertThat((double) Math.abs(value)).isLessThanOrEqualTo(limit);
      sum += value;
      squares += (double) value * value;
    }
    assertThat(sum / kernel.length).isCloseTo(0, within(limit / 50));
    assertThat(squares / kernel.length).isCloseTo(limit * limit / 3, within(limit * limit / 60));
    assertThat(initial.get(HeadSpec.BIAS).values()).hasSize(10).containsOnly(0f);
  }

  @Test
  void shouldFollowFromTheSeed() {
    HeadSpec head = new HeadSpec(8, 2);

    assertThat(head.initial(1).get(HeadSpec.WEIGHT).values())
        .isEqualTo(head.initial(1).get(HeadSpec.WEIGHT).values())
        .isNotEqualTo(head.initial(2).get(HeadSpec.WEIGHT).values());
  }

  @Test
  void shouldRefuseOneClass() {
    assertThatThrownBy(() -> new HeadSpec(1280, 1)).hasMessageContaining("two or more classes");
  }
}
