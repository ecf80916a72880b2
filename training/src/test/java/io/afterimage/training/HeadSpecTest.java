package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.models.inference.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadSpecTest {

  @Test
  void shouldHaveTheTutorialsTrainableParameters() {
    Map<String, Tensor> initial = new HeadSpec(1280, 2).initial();

    assertThat(initial.get(HeadSpec.WEIGHT).shape()).containsExactly(1, 1280);
    assertThat(initial.values().stream().mapToInt(tensor -> tensor.values().length).sum())
        .isEqualTo(1281);
  }

  @Test
  void shouldBeginWithOneLogitPerClassAndFavourNone() {
    Map<String, Tensor> initial = new HeadSpec(1280, 10).initial();

    assertThat(initial.get(HeadSpec.WEIGHT).shape()).containsExactly(10, 1280);
    assertThat(initial.get(HeadSpec.WEIGHT).values()).containsOnly(0f);
    assertThat(initial.get(HeadSpec.BIAS).values()).hasSize(10).containsOnly(0f);
  }

  @Test
  void shouldRefuseOneClass() {
    assertThatThrownBy(() -> new HeadSpec(1280, 1)).hasMessageContaining("two or more classes");
  }
}
