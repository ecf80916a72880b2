package io.afterimage.training.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageTensors;
import io.afterimage.models.inference.Tensor;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.backbone.Layer;
import io.afterimage.networks.onnx.OnnxGraphs;
import io.afterimage.networks.pretrained.Scratch;
import io.afterimage.networks.pretrained.WeightedBackbone;
import io.afterimage.training.Activations;
import io.afterimage.training.ClassWeights;
import io.afterimage.training.HeadSpec;
import io.afterimage.training.PretrainedBase;
import io.afterimage.training.Sgd;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which engine learns what, and that it makes no difference but in speed. */
@Tag("slow")
class EngineLearnersTest {

  private static final int[] LABELS = {0, 2};

  @ParameterizedTest
  @EnumSource(names = {"MOBILENETV2", "EFFICIENTNET_LITE0", "EFFICIENTNET_LITE2"})
  void shouldComputeTheSameGradientsInBothEngines(KnownBackbone known) {
    WeightedBackbone base = new WeightedBackbone(known.shippedTable(), known.shippedWeights());
    FineTunePlan plan = plan(base, known.usualCut(), 96);
    Map<String, Tensor> weights = withHead(base);
    Activations batch = activations(base, known.usualCut(), 96);

    assertThat(SuffixGradients.lacking(plan)).isEmpty();
    try (FineTuneLearner chosen = EngineLearners.fineTune(plan, weights);
        FineTuneLearner mxnet = new FineTuneMxnetLearner(plan, weights)) {
      assertThat(chosen).isInstanceOf(FineTuneOnnxLearner.class);
      Map<String, Tensor> expected = mxnet.gradients(batch, LABELS);
      Map<String, Tensor> gradients = chosen.gradients(batch, LABELS);

      assertThat(gradients.keySet()).isEqualTo(expected.keySet());
      expected.forEach(
          (name, gradient) ->
              assertThat(difference(gradients.get(name), gradient)).as(name).isLessThan(1e-3));
    }
  }

  @Test
  void shouldLearnAboveAVectorInMxnet() {
    WeightedBackbone base = Scratch.of(KnownBackbone.CIFAR10_CNN.table(8), 1);
    int dense = base.backbone().layers().size() - 1;
    FineTunePlan plan = plan(base, dense, 8);

    assertThat(SuffixGradients.lacking(plan)).extracting(Layer::name).contains("dense");
    try (FineTuneLearner learner = EngineLearners.fineTune(plan, withHead(base))) {
      double before = learner.train(activations(base, dense, 8), LABELS).loss();

      assertThat(learner.train(activations(base, dense, 8), LABELS).loss()).isLessThan(before);
    }
  }

  /** One small step must lower the loss by the rate times the square of the gradient's length. */
  @Test
  void shouldLearnResNetInMxnet() {
    WeightedBackbone base = Scratch.of(KnownBackbone.RESNET50.table(64), 1);
    int cut = KnownBackbone.RESNET50.usualCut();
    FineTunePlan plan = plan(base, cut, 64);
    Activations batch = activations(base, cut, 64);

    assertThat(SuffixGradients.lacking(plan))
        .extracting(Layer::name)
        .contains("conv5_block1_2_conv");
    try (FineTuneLearner learner = EngineLearners.fineTune(plan, withHead(base))) {
      double square = 0;
      for (Tensor gradient : learner.gradients(batch, LABELS).values()) {
        for (float value : gradient.values()) {
          square += (double) value * value;
        }
      }
      double share = 1e-3 / (0.01 * square);
      double before = learner.train(batch, LABELS, share).loss();
      double after = learner.train(batch, LABELS, 0).loss();

      assertThat(before - after).isCloseTo(1e-3, within(1e-4));
    }
  }

  private static FineTunePlan plan(WeightedBackbone base, int fromLayer, int side) {
    return new FineTunePlan(
        base.backbone(), fromLayer, side, side, new Sgd(0.01), 0, ClassWeights.NONE, 1);
  }

  private static Map<String, Tensor> withHead(WeightedBackbone base) {
    int features = new PretrainedBase(base.backbone(), base.weights()).features();
    Map<String, Tensor> weights = new HashMap<>(base.weights());
    weights.putAll(new HeadSpec(features, 3).random(1));
    return weights;
  }

  private static Activations activations(WeightedBackbone base, int fromLayer, int side) {
    ByteBuffer pixels = ByteBuffer.allocateDirect(LABELS.length * side * side * 3);
    for (int i = 0; i < pixels.capacity(); i++) {
      pixels.put((byte) (127.5 + 127.5 * Math.sin(0.07 * i + i * i * 1e-5)));
    }
    byte[] prefix =
        OnnxGraphs.prefix(
            base.backbone(),
            base.weights(),
            InputSpec.square(side),
            base.backbone().cutAt(fromLayer).crossing());
    try (ImageTensors graph = new OnnxRuntimeEngine(new Device.Cpu()).loadTensors(prefix)) {
      return new Activations(graph.run(pixels.clear(), LABELS.length));
    }
  }

  /** The largest, relative to the largest expected value. */
  private static double difference(Tensor actual, Tensor expected) {
    double largest = 0;
    double scale = 0;
    for (int i = 0; i < expected.values().length; i++) {
      largest = Math.max(largest, Math.abs(actual.values()[i] - expected.values()[i]));
      scale = Math.max(scale, Math.abs(expected.values()[i]));
    }
    return largest / scale;
  }
}
