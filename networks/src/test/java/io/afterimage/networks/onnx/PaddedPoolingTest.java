package io.afterimage.networks.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.Tensor;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.Padding;
import io.afterimage.networks.backbone.Window;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PaddedPoolingTest {

  @Test
  void shouldPoolOverTheZerosOfAPaddingLayer() {
    ByteBuffer image = ByteBuffer.allocateDirect(4 * 4 * 3);
    for (int pixel = 0; pixel < 16; pixel++) {
      image.put((byte) pixel).put((byte) 0).put((byte) 0);
    }

    try (ImageGraph graph = new OnnxRuntimeEngine(new Device.Cpu()).load(exported("relu"))) {
      // The largest under the four windows are 5, 7, 13 and 15.
      assertThat(graph.run(image.clear(), 1)[0]).containsExactly(new float[] {10}, within(1e-5f));
    }
  }

  /** ONNX pads a maximum with minus infinity, so of negative values it would be another one. */
  @Test
  void shouldRefusePaddingBeforePoolingOfWhatMayBeNegative() {
    assertThatThrownBy(() -> exported("conv"))
        .hasMessageContaining("padding pad can be exported only as part of a convolution, or of");
  }

  private static byte[] exported(String padded) {
    Backbone backbone =
        new Backbone(
            "pooled",
            List.of(
                new Layer.InputLayer("in", 3),
                new Layer.Conv2D("conv", "in", 1, Window.POINT, false),
                new Layer.ReLU("relu", "conv", OptionalDouble.empty()),
                new Layer.ZeroPadding2D("pad", padded, new Window(3, 2, Padding.SYMMETRIC)),
                new Layer.MaxPooling2D("pool", "pad", new Window(3, 2, Padding.VALID))),
            new Normalisation(1, Collections.nCopies(3, 0.0), Collections.nCopies(3, 1.0)),
            1e-3,
            4);
    Tensor weight = new Tensor(new long[] {1, 3, 1, 1}, new float[] {1, 0, 0});
    return OnnxGraphs.features(backbone, Map.of("conv.weight", weight), InputSpec.square(4));
  }
}
