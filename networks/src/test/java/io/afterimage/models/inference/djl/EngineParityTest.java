package io.afterimage.models.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.backbone.Padding;
import io.afterimage.networks.backbone.ReferenceFeatures;
import io.afterimage.networks.backbone.Window;
import io.afterimage.networks.onnx.OnnxGraphs;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineParityTest {

  private static final InferenceEngine ONNX_RUNTIME = new OnnxRuntimeEngine(new Device.Cpu());
  private static final InferenceEngine MXNET = new MxnetEngine(new Device.Cpu());

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void shouldGiveTheSameProbabilities(int classes) {
    assertParity(TestModels.classifier(160, classes), 160, classes);
  }

  @Test
  void shouldGiveTheSameProbabilitiesWithPaddingAtTheEndOnly() {
    assertParity(TestModels.classifier(KnownBackbone.MOBILENETV2.table(160), 64, 2), 64, 2);
  }

  @Test
  void shouldGiveTheSameOutputsForASmallConvolutionalNetwork() {
    Backbone network =
        new Backbone(
            "small",
            List.of(
                new Layer.InputLayer("in", 3),
                new Layer.Conv2D("conv", "in", 8, new Window(3, 1, Padding.VALID), true),
                new Layer.ReLU("relu", "conv", OptionalDouble.empty()),
                new Layer.MaxPooling2D("pool", "relu", new Window(3, 2, Padding.SAME)),
                new Layer.Flatten("flatten", "pool"),
                new Layer.Dense("dense", "flatten", 6)),
            Normalisation.IMAGENET,
            1e-3,
            16);
    Random random = new Random(3);
    Map<String, Tensor> weights =
        Map.of(
            "conv.weight", TestModels.random(random, 0.3f, 8, 3, 3, 3),
            "conv.bias", TestModels.random(random, 0.3f, 8),
            "dense.weight", TestModels.random(random, 0.1f, 6, 8 * 7 * 7),
            "dense.bias", TestModels.random(random, 0.1f, 6));

    assertParity(
        OnnxGraphs.prefix(network, weights, InputSpec.square(16), List.of("dense")), 16, 6);
  }

  @Test
  void shouldGiveTheReferenceFeaturesInMxnet() {
    ReferenceFeatures.Example formula = ReferenceFeatures.formula();
    byte[] onnx =
        OnnxGraphs.features(
            KnownBackbone.MOBILENETV2.shippedTable(), TestModels.WEIGHTS, InputSpec.square(160));

    try (ImageGraph graph = MXNET.load(onnx)) {
      assertThat(graph.run(formula.rgb(), 1)[0]).containsExactly(formula.features(), within(1e-4f));
    }
  }

  private static void assertParity(byte[] onnx, int side, int classes) {
    ByteBuffer images = TestModels.images(3, side);
    float[][] expected = run(ONNX_RUNTIME, onnx, images);
    float[][] actual = run(MXNET, onnx, images);

    assertThat(spread(expected)).as("the images should differ").isGreaterThan(1e-3f);
    for (int i = 0; i < 3; i++) {
      assertThat(actual[i]).hasSize(classes).containsExactly(expected[i], within(1e-4f));
    }
  }

  private static float spread(float[][] rows) {
    return Math.abs(rows[0][0] - rows[1][0]);
  }

  private static float[][] run(InferenceEngine engine, byte[] onnx, ByteBuffer images) {
    try (ImageGraph graph = engine.load(onnx)) {
      return graph.run(images, 3);
    }
  }
}
