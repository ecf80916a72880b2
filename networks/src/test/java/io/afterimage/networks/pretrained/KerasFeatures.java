package io.afterimage.networks.pretrained;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.Tensor;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.onnx.OnnxGraphs;
import io.afterimage.networks.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What tools/keras_features.py wrote: images, and the features that Keras gives for them.
 *
 * @param rgb (n, size, size, 3)
 * @param features (n, k)
 */
record KerasFeatures(Tensor rgb, Tensor features) {

  static KerasFeatures in(Path folder) throws IOException {
    SafetensorsFile file = SafetensorsFile.read(folder.resolve("features.safetensors"));
    return new KerasFeatures(file.tensors().get("rgb"), file.tensors().get("features"));
  }

  int size() {
    return (int) rgb.shape()[1];
  }

  /** Holds the exported graph to Keras: every feature within 1e-3 of the largest. */
  void shouldBeThoseOf(WeightedBackbone backbone) {
    byte[] onnx =
        OnnxGraphs.features(backbone.backbone(), backbone.weights(), InputSpec.square(size()));
    int images = (int) features.shape()[0];
    int width = (int) features.shape()[1];
    double largest = 0;
    double error = 0;
    try (ImageGraph graph = new OnnxRuntimeEngine(new Device.Cpu()).load(onnx)) {
      float[][] rows = graph.run(pixels(), images);
      assertThat(rows[0]).hasSize(width);
      for (int i = 0; i < features.values().length; i++) {
        float expected = features.values()[i];
        largest = Math.max(largest, Math.abs(expected));
        error = Math.max(error, Math.abs(expected - rows[i / width][i % width]));
      }
    }
    assertThat(largest).isPositive();
    assertThat(error / largest).as("largest error, relative").isLessThan(1e-3);
  }

  private ByteBuffer pixels() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(rgb.values().length);
    for (float value : rgb.values()) {
      buffer.put((byte) (int) value);
    }
    return buffer.clear();
  }
}
