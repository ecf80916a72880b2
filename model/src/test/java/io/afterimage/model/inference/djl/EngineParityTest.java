package io.afterimage.model.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.model.InputSpec;
import io.afterimage.model.backbone.Backbone;
import io.afterimage.model.backbone.MobileNetV2;
import io.afterimage.model.backbone.ReferenceFeatures;
import io.afterimage.model.inference.Device;
import io.afterimage.model.inference.InferenceEngine;
import io.afterimage.model.inference.PictureGraph;
import io.afterimage.model.onnx.Head;
import io.afterimage.model.onnx.OnnxGraphs;
import io.afterimage.model.weights.Tensor;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineParityTest {

  private static final Map<String, Tensor> WEIGHTS = MobileNetV2.imagenetWeights();
  private static final InferenceEngine ONNX_RUNTIME = new OnnxRuntimeEngine(new Device.Cpu());
  private static final InferenceEngine MXNET = new MxnetEngine(new Device.Cpu());

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void shouldGiveTheSameProbabilities(int classes) {
    assertParity(classifier(MobileNetV2.imagenet(), 160, classes), 160, classes);
  }

  @Test
  void shouldGiveTheSameProbabilitiesWithPaddingAtTheEndOnly() {
    assertParity(classifier(MobileNetV2.keras(), 64, 2), 64, 2);
  }

  @Test
  void shouldGiveTheReferenceFeaturesInMxnet() {
    ReferenceFeatures.Example formula = ReferenceFeatures.formula();
    byte[] onnx = OnnxGraphs.features(MobileNetV2.imagenet(), WEIGHTS, InputSpec.square(160));

    try (PictureGraph graph = MXNET.load(onnx)) {
      assertThat(graph.run(formula.rgb(), 1)[0]).containsExactly(formula.features(), within(1e-4f));
    }
  }

  private static void assertParity(byte[] onnx, int side, int classes) {
    ByteBuffer pictures = noise(3, side);
    float[][] expected = run(ONNX_RUNTIME, onnx, pictures);
    float[][] actual = run(MXNET, onnx, pictures);

    assertThat(spread(expected)).as("the pictures should differ").isGreaterThan(1e-3f);
    for (int i = 0; i < 3; i++) {
      assertThat(actual[i]).hasSize(classes).containsExactly(expected[i], within(1e-4f));
      assertThat((float) IntStream.range(0, classes).mapToDouble(label(expected[i])).sum())
          .isCloseTo(1f, within(1e-5f));
    }
  }

  private static java.util.function.IntToDoubleFunction label(float[] row) {
    return index -> row[index];
  }

  private static float spread(float[][] rows) {
    return Math.abs(rows[0][0] - rows[1][0]);
  }

  private static float[][] run(InferenceEngine engine, byte[] onnx, ByteBuffer pictures) {
    try (PictureGraph graph = engine.load(onnx)) {
      return graph.run(pictures, 3);
    }
  }

  private static byte[] classifier(Backbone backbone, int side, int classes) {
    return OnnxGraphs.classifier(
        backbone,
        WEIGHTS,
        head(Head.logits(classes)),
        IntStream.range(0, classes).mapToObj(i -> "class-" + i).toList(),
        InputSpec.square(side));
  }

  private static Head head(int logits) {
    Random random = new Random(7);
    float[] weight = new float[logits * 1280];
    float[] bias = new float[logits];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian() * 0.05f;
    }
    for (int i = 0; i < logits; i++) {
      bias[i] = (float) random.nextGaussian();
    }
    return new Head(
        new Tensor(new long[] {logits, 1280}, weight), new Tensor(new long[] {logits}, bias));
  }

  private static ByteBuffer noise(int n, int side) {
    byte[] bytes = new byte[n * side * side * 3];
    new Random(11).nextBytes(bytes);
    // Each picture gets a brightness of its own.
    for (int i = 0; i < bytes.length; i++) {
      int picture = i / (side * side * 3);
      bytes[i] = (byte) ((bytes[i] & 0x7f) + picture * 40);
    }
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).clear();
  }
}
