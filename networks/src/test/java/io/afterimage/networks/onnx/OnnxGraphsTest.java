package io.afterimage.networks.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.ImageTensors;
import io.afterimage.models.inference.Tensor;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.backbone.ReferenceFeatures;
import io.afterimage.schemas.events.Sha256;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OnnxGraphsTest {

  private static final Backbone BACKBONE = KnownBackbone.MOBILENETV2.shippedTable();
  private static final Map<String, Tensor> WEIGHTS = KnownBackbone.MOBILENETV2.shippedWeights();
  private static final InputSpec INPUT = InputSpec.square(160);
  private static final OnnxRuntimeEngine ENGINE = new OnnxRuntimeEngine(new Device.Cpu());

  @Test
  void shouldGiveTheSameBytesForTheSameArguments() {
    byte[] first = classifier(constantHead(0.5f), List.of("cat", "dog"));
    byte[] second =
        OnnxGraphs.classifier(
            KnownBackbone.MOBILENETV2.shippedTable(),
            new HashMap<>(KnownBackbone.MOBILENETV2.shippedWeights()),
            constantHead(0.5f),
            List.of("cat", "dog"),
            INPUT);

    assertThat(Sha256.of(second)).isEqualTo(Sha256.of(first));
    assertThat(Sha256.of(classifier(constantHead(0.6f), List.of("cat", "dog"))))
        .isNotEqualTo(Sha256.of(first));
  }

  @Test
  void shouldTellLabelsInputAndProducer() throws InvalidProtocolBufferException {
    ModelProto model =
        ModelProto.parseFrom(classifier(constantHead(0, 0, 0), List.of("ant", "bee", "wasp")));

    assertThat(model.getProducerName()).isEqualTo("afterimage");
    assertThat(model.getProducerVersion()).isNotEmpty();
    assertThat(model.getMetadataPropsList())
        .extracting(StringStringEntryProto::getKey, StringStringEntryProto::getValue)
        .containsExactly(
            tuple("backbone", "mobilenetv2"),
            tuple("input", "uint8 RGB 160x160x3, 0 to 255"),
            tuple("labels", "ant\nbee\nwasp"));
  }

  @Test
  void shouldFoldEveryBatchNorm() throws InvalidProtocolBufferException {
    ModelProto model = ModelProto.parseFrom(OnnxGraphs.features(BACKBONE, WEIGHTS, INPUT));

    assertThat(model.getGraph().getNodeList())
        .extracting(NodeProto::getOpType)
        .containsOnly(
            "Transpose", "Cast", "Sub", "Conv", "Clip", "Add", "GlobalAveragePool", "Flatten")
        .filteredOn("Conv"::equals)
        .hasSize(52);
    assertThat(model.getGraph().getInitializerList())
        .extracting(TensorProto::getName)
        .contains("block_11_depthwise.weight", "block_11_depthwise.bias")
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldGiveTheSigmoidOfTheOneLogitToTheSecondLabel() {
    float[] probabilities =
        run(classifier(constantHead((float) Math.log(3)), List.of("cat", "dog")));

    assertThat(probabilities).containsExactly(new float[] {0.25f, 0.75f}, within(1e-6f));
  }

  @Test
  void shouldGiveTheSoftmaxOfTheLogitsWhenThereAreMoreLabels() {
    float[] probabilities =
        run(
            classifier(
                constantHead(0, (float) Math.log(2), (float) Math.log(5)),
                List.of("ant", "bee", "wasp")));

    assertThat(probabilities).containsExactly(new float[] {1 / 8f, 2 / 8f, 5 / 8f}, within(1e-6f));
  }

  @Test
  void shouldRefuseAHeadThatDoesNotFitTheLabels() {
    assertThatThrownBy(() -> classifier(constantHead(0, 0), List.of("cat", "dog")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 labels [cat, dog] needs a weight of shape [1, 1280]");
  }

  @Test
  void shouldGiveTheTensorsThatCrossTheCut() {
    List<String> crossing = BACKBONE.cutAt(100).crossing();

    List<Tensor> tensors = tensors(crossing);

    assertThat(tensors.get(0).shape()).containsExactly(1, 96, 10, 10);
    assertThat(tensors.get(1).shape()).containsExactly(1, 576, 10, 10);
  }

  @Test
  void shouldGiveAConvolutionWithoutItsBatchNormWhenThatIsTheOutput() {
    Tensor convolution = tensors(List.of("block_11_expand")).get(0);
    Tensor rectified = tensors(List.of("block_11_expand_relu")).get(0);

    float[] gamma = WEIGHTS.get("block_11_expand_BN.gamma").values();
    float[] beta = WEIGHTS.get("block_11_expand_BN.beta").values();
    float[] mean = WEIGHTS.get("block_11_expand_BN.moving_mean").values();
    float[] variance = WEIGHTS.get("block_11_expand_BN.moving_variance").values();
    float[] expected = convolution.values().clone();
    for (int i = 0; i < expected.length; i++) {
      int c = i / 100;
      double normalised = (expected[i] - mean[c]) / Math.sqrt(variance[c] + 1e-5);
      expected[i] = (float) Math.min(6, Math.max(0, normalised * gamma[c] + beta[c]));
    }
    assertThat(rectified.values()).containsExactly(expected, within(1e-4f));
  }

  @Test
  void shouldGiveOutputsInTheOrderAskedFor() {
    byte[] onnx =
        OnnxGraphs.prefix(
            BACKBONE, WEIGHTS, INPUT, List.of("block_2_add", "expanded_conv_project_BN"));

    try (ImageTensors graph = ENGINE.loadTensors(onnx)) {
      assertThat(graph.outputs()).containsExactly("block_2_add", "expanded_conv_project_BN");
      List<Tensor> tensors = graph.run(ReferenceFeatures.formula().rgb(), 1);
      assertThat(tensors.get(0).shape()).containsExactly(1, 24, 40, 40);
      assertThat(tensors.get(1).shape()).containsExactly(1, 16, 80, 80);
    }
  }

  @Test
  void shouldRefuseOutputsThatDoNotExistByThemselves() {
    assertThatThrownBy(() -> tensors(List.of("block_1_pad")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("padding block_1_pad");
    assertThatThrownBy(() -> tensors(List.of("block_99")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no layer block_99");
  }

  private static List<Tensor> tensors(List<String> outputs) {
    try (ImageTensors graph =
        ENGINE.loadTensors(OnnxGraphs.prefix(BACKBONE, WEIGHTS, INPUT, outputs))) {
      return graph.run(ReferenceFeatures.formula().rgb(), 1);
    }
  }

  private static float[] run(byte[] onnx) {
    try (ImageGraph graph = ENGINE.load(onnx)) {
      return graph.run(ReferenceFeatures.formula().rgb(), 1)[0];
    }
  }

  private static byte[] classifier(Head head, List<String> labels) {
    return OnnxGraphs.classifier(BACKBONE, WEIGHTS, head, labels, INPUT);
  }

  /** A head that gives these logits for every image. */
  private static Head constantHead(float... logits) {
    return new Head(
        new Tensor(new long[] {logits.length, 1280}, new float[logits.length * 1280]),
        new Tensor(new long[] {logits.length}, logits));
  }
}
