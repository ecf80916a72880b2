package io.afterimage.networks.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.images.InputSpec;
import io.afterimage.images.Normalisation;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.Tensor;
import io.afterimage.models.onnx.OnnxModel;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.schemas.events.Sha256;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LearnedWeightsTest {

  private static final Backbone BACKBONE = KnownBackbone.MOBILENETV2.shippedTable();
  private static final Map<String, Tensor> PRETRAINED = KnownBackbone.MOBILENETV2.shippedWeights();
  private static final InputSpec INPUT = InputSpec.square(96);
  private static final Head HEAD =
      new Head(tensor(new long[] {1, 1280}, 3), tensor(new long[] {1}, 4));

  private static Tensor tensor(long[] shape, long seed) {
    int size = 1;
    for (long dimension : shape) {
      size *= (int) dimension;
    }
    float[] values = new float[size];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble(-0.1, 0.1);
    }
    return new Tensor(shape, values);
  }

  private static ModelArtifact model(String backbone, Map<String, Tensor> weights) {
    byte[] onnx = OnnxGraphs.classifier(BACKBONE, weights, HEAD, List.of("cat", "dog"), INPUT);
    return new ModelArtifact(
        new Manifest(
            "v3",
            List.of("cat", "dog"),
            INPUT,
            Normalisation.IMAGENET,
            backbone,
            Optional.empty(),
            "none",
            Map.of(),
            Instant.EPOCH,
            Sha256.of(onnx),
            onnx.length),
        onnx);
  }

  @Test
  void shouldFindNothingLearnedWhereOnlyTheHeadWas() {
    LearnedWeights learned =
        LearnedWeights.of(model("mobilenetv2", PRETRAINED), BACKBONE, PRETRAINED);

    assertThat(learned.base()).isEmpty();
    assertThat(learned.head().weight().values()).isEqualTo(HEAD.weight().values());
    assertThat(learned.head().bias().values()).isEqualTo(HEAD.bias().values());
  }

  @Test
  void shouldComputeTheSameWithWhatItReadBack() {
    Map<String, Tensor> trained = new HashMap<>(PRETRAINED);
    change(trained, "Conv1.weight");
    change(trained, "block_11_depthwise.weight");
    change(trained, "block_11_depthwise_BN.gamma");
    change(trained, "Conv_1_bn.beta");

    LearnedWeights learned = LearnedWeights.of(model("mobilenetv2", trained), BACKBONE, PRETRAINED);

    assertThat(learned.base().keySet())
        .containsExactly(
            "Conv1.weight",
            "bn_Conv1.gamma",
            "bn_Conv1.beta",
            "block_11_depthwise.weight",
            "block_11_depthwise_BN.gamma",
            "block_11_depthwise_BN.beta",
            "Conv_1.weight",
            "Conv_1_bn.gamma",
            "Conv_1_bn.beta");
    Map<String, Tensor> readBack = new HashMap<>(PRETRAINED);
    readBack.putAll(learned.base());
    Map<String, Tensor> expected = constants(trained);
    constants(readBack)
        .forEach(
            (name, tensor) ->
                assertThat(largestDifference(tensor, expected.get(name)))
                    .as(name)
                    .isLessThan(1e-6));
  }

  @Test
  void shouldReadBackAFilterWhoseScaleSaysNothing() {
    Map<String, Tensor> pretrained = new HashMap<>(PRETRAINED);
    float[] gamma = PRETRAINED.get("Conv_1_bn.gamma").values().clone();
    gamma[5] = 0;
    pretrained.put("Conv_1_bn.gamma", new Tensor(new long[] {gamma.length}, gamma));
    Map<String, Tensor> trained = new HashMap<>(pretrained);
    change(trained, "Conv_1_bn.gamma");

    LearnedWeights learned = LearnedWeights.of(model("mobilenetv2", trained), BACKBONE, pretrained);

    Map<String, Tensor> readBack = new HashMap<>(pretrained);
    readBack.putAll(learned.base());
    assertThat(
            largestDifference(
                constants(readBack).get("Conv_1.weight"), constants(trained).get("Conv_1.weight")))
        .isLessThan(1e-6);
  }

  @Test
  void shouldRefuseAModelOfAnotherBackbone() {
    assertThatThrownBy(() -> LearnedWeights.of(model("vgg16", PRETRAINED), BACKBONE, PRETRAINED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("v3", "vgg16", "mobilenetv2");
  }

  private static void change(Map<String, Tensor> weights, String name) {
    Tensor before = weights.get(name);
    float[] values = before.values().clone();
    Tensor noise = tensor(before.shape(), name.hashCode());
    for (int i = 0; i < values.length; i++) {
      values[i] += 0.1f * noise.values()[i];
    }
    weights.put(name, new Tensor(before.shape(), values));
  }

  private static Map<String, Tensor> constants(Map<String, Tensor> weights) {
    return OnnxModel.parse(model("mobilenetv2", weights).onnx()).constants();
  }

  /** Relative to the largest value. */
  private static double largestDifference(Tensor one, Tensor other) {
    double difference = 0;
    double largest = 1e-9;
    for (int i = 0; i < one.values().length; i++) {
      difference = Math.max(difference, Math.abs(one.values()[i] - other.values()[i]));
      largest = Math.max(largest, Math.abs(other.values()[i]));
    }
    return difference / largest;
  }
}
