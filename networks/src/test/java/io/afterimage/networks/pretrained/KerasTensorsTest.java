package io.afterimage.networks.pretrained;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.Normalisation;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.LayerGraph;
import io.afterimage.networks.backbone.Padding;
import io.afterimage.networks.backbone.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class KerasTensorsTest {

  /** As in ResNet-50, whose first convolution does not take the image itself. */
  @Test
  void shouldTurnTheChannelsOfTheFirstConvolutionRoundBehindPaddingToo() {
    Window padded = new Window(3, 1, Padding.SYMMETRIC);
    Layer first = new Layer.Conv2D("first", "pad", 1, Window.POINT, false);
    Layer second = new Layer.Conv2D("second", "first", 1, Window.POINT, false);
    Backbone backbone =
        new Backbone(
            "padded",
            List.of(
                new Layer.InputLayer("in", 3),
                new Layer.ZeroPadding2D("pad", "in", padded),
                first,
                second),
            Normalisation.IMAGENET,
            1e-3,
            4);
    KerasTensors tensors = new KerasTensors(new LayerGraph(backbone.rows(4, 4)), true, "file");
    Tensor kernel = new Tensor(new long[] {1, 1, 3, 1}, new float[] {1, 2, 3});

    assertThat(tensors.converted(first, 0, kernel).values()).containsExactly(3, 2, 1);
    assertThat(tensors.converted(second, 0, kernel).values()).containsExactly(1, 2, 3);
  }
}
