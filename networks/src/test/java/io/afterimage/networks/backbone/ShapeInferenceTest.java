package io.afterimage.networks.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.images.Normalisation;
import io.afterimage.networks.backbone.Padding.Amount;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ShapeInferenceTest {

  @Test
  void shouldCountTheVariablesOfADenseLayerAfterFlatten() {
    List<LayerRow> rows =
        backbone(
                List.of(
                    new Layer.InputLayer("in", 3),
                    new Layer.ReLU("relu", "in", OptionalDouble.empty()),
                    new Layer.Flatten("flat", "relu"),
                    new Layer.Dense("dense", "flat", 10)))
            .rows(4, 5);

    assertThat(rows.get(2).shape()).isEqualTo(new LayerShape.Vector(60));
    assertThat(rows.get(3).variables())
        .containsExactly(
            new Variable("dense.weight", List.of(10L, 60L), true),
            new Variable("dense.bias", List.of(10L), true));
    assertThat(rows.get(3).parameters()).isEqualTo(610);
  }

  @Test
  void shouldPadAsTensorFlowDoesOnOddAndEvenSizes() {
    assertThat(Padding.SAME.of(160, 3, 2)).isEqualTo(new Amount(0, 1));
    assertThat(Padding.SAME.of(75, 3, 2)).isEqualTo(new Amount(1, 1));
    assertThat(Padding.SAME.of(75, 3, 1)).isEqualTo(new Amount(1, 1));
    assertThat(Padding.SYMMETRIC.of(160, 3, 2)).isEqualTo(new Amount(1, 1));
    assertThat(Padding.VALID.of(160, 3, 2)).isEqualTo(new Amount(0, 0));
  }

  @Test
  void shouldRefuseAnInputThatIsTooSmallForTheLayers() {
    Backbone backbone =
        backbone(
            List.of(
                new Layer.InputLayer("in", 3),
                new Layer.MaxPooling2D("pool", "in", new Window(2, 2, Padding.VALID))));

    assertThatThrownBy(() -> backbone.rows(1, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0x4x3: the input is too small");
  }

  @Test
  void shouldRefuseALayerBeforeItsInput() {
    List<Layer> layers =
        List.of(
            new Layer.InputLayer("in", 3),
            new Layer.Add("sum", "in", "later"),
            new Layer.ReLU("later", "in", OptionalDouble.empty()));

    assertThatThrownBy(() -> backbone(layers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer sum")
        .hasMessageContaining("[in, later]");
  }

  private static Backbone backbone(List<Layer> layers) {
    return new Backbone("test", layers, Normalisation.IMAGENET, 1e-3, 224);
  }
}
