package io.afterimage.networks.pretrained;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.KnownBackbone;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScratchTest {

  private static final Backbone BACKBONE = KnownBackbone.CIFAR10_CNN.table(32);

  @Test
  void shouldStartKernelsWithinGlorotsLimitAndBiasesAtZero() {
    WeightedBackbone scratch = Scratch.of(BACKBONE, 1);
    double limit = Math.sqrt(6.0 / (675 + 100));
    float[] kernel = scratch.weights().get("dense.weight").values();

    double squares = 0;
    for (float value : kernel) {
      assertThat((double) Math.abs(value)).isLessThanOrEqualTo(limit);
      squares += value * value;
    }
    assertThat(Math.sqrt(squares / kernel.length)).isBetween(0.99 * limit / Math.sqrt(3), limit);
    assertThat(scratch.weights().get("dense.bias").values()).containsOnly(0);
  }

  @Test
  void shouldGiveTheSameWeightsForTheSameSeedOnly() {
    Tensor first = Scratch.of(BACKBONE, 1).weights().get("conv2d.weight");

    assertThat(Scratch.of(BACKBONE, 1).weights().get("conv2d.weight").values())
        .isEqualTo(first.values());
    assertThat(
            Arrays.equals(
                Scratch.of(BACKBONE, 2).weights().get("conv2d.weight").values(), first.values()))
        .isFalse();
  }
}
