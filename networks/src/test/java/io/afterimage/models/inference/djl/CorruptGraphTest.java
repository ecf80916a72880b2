package io.afterimage.models.inference.djl;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.afterimage.images.InputSpec;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.onnx.OnnxGraphs;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CorruptGraphTest {

  private static final byte[] GOOD = TestModels.classifier(32, 2);

  static Stream<InferenceEngine> engines() {
    return EngineContractTest.onDevice().map(engine -> engine.apply(new Device.Cpu()));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void shouldRefuseBytesThatAreNoModel(InferenceEngine engine) {
    byte[] garbage = new byte[10_000];
    new Random(1).nextBytes(garbage);

    assertCorrupt(engine, garbage, "the 10000 bytes are not an ONNX model");
    assertCorrupt(engine, new byte[0], "the 0 bytes are not an ONNX model");
    assertCorrupt(engine, Arrays.copyOf(GOOD, GOOD.length / 2), "are not an ONNX model");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void shouldRefuseAnotherInput(InferenceEngine engine) {
    assertCorrupt(
        engine,
        changed(graph -> graph.getInputBuilder(0).setName("picture")),
        "needs the one input image, uint8 (n, height, width, 3), it has [picture UINT8");
    assertCorrupt(
        engine,
        changed(graph -> input(graph).setElemType(TensorProto.DataType.FLOAT.getNumber())),
        "it has [image FLOAT (n, 32, 32, 3)]");
    assertCorrupt(
        engine,
        changed(graph -> input(graph).getShapeBuilder().removeDim(3)),
        "it has [image UINT8 (n, 32, 32)]");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void shouldRefuseOutputsThatAreNotOneVector(InferenceEngine engine) {
    assertCorrupt(
        engine,
        OnnxGraphs.prefix(
            KnownBackbone.MOBILENETV2.shippedTable(),
            TestModels.WEIGHTS,
            InputSpec.square(32),
            List.of("block_1_project_BN")),
        "needs one output (n, k), it has [block_1_project_BN FLOAT (n, 24, 8, 8)]");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void shouldRefuseWeightsThatDoNotFit(InferenceEngine engine) {
    assertCorrupt(
        engine,
        changed(
            graph -> {
              TensorProto.Builder weight = initializer(graph, "block_1_expand.weight");
              weight.setDims(0, weight.getDims(1)).setDims(1, 96);
            }),
        "refuses the graph mobilenetv2_classifier");
    assertCorrupt(
        engine,
        changed(graph -> initializer(graph, "head.bias").clearRawData()),
        engine.name().equals(MxnetEngine.NAME) ? "head.bias is damaged" : "refuses the graph");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void shouldRefuseAnOperatorThatDoesNotExist(InferenceEngine engine) {
    assertCorrupt(engine, changed(graph -> node(graph, "Conv1_relu").setOpType("Klip")), "");
  }

  @Test
  void shouldNameWhatMxnetDoesNotSupport() {
    InferenceEngine engine = new MxnetEngine(new Device.Cpu());

    assertCorrupt(
        engine,
        changed(graph -> node(graph, "sigmoid").setOpType("Tanh")),
        "node sigmoid (Tanh): the MXNet engine has no such operator");
    assertCorrupt(
        engine,
        changed(
            graph ->
                node(graph, "Conv1").addAttribute(AttributeProto.newBuilder().setName("auto_pad"))),
        "node Conv1 (Conv) has the attributes [auto_pad], which are not supported");
    assertCorrupt(
        engine,
        changed(graph -> node(graph, "block_1_expand").setInput(0, "nowhere")),
        "node block_1_expand (Conv) takes [nowhere, ");
  }

  private static void assertCorrupt(InferenceEngine engine, byte[] onnx, String message) {
    assertThatThrownBy(() -> engine.load(onnx).close())
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining(message);
  }

  private static byte[] changed(Consumer<GraphProto.Builder> change) {
    try {
      ModelProto.Builder model = ModelProto.parseFrom(GOOD).toBuilder();
      change.accept(model.getGraphBuilder());
      return model.build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static TypeProto.Tensor.Builder input(GraphProto.Builder graph) {
    return graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder();
  }

  private static NodeProto.Builder node(GraphProto.Builder graph, String name) {
    return graph.getNodeBuilderList().stream()
        .filter(node -> node.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static TensorProto.Builder initializer(GraphProto.Builder graph, String name) {
    return graph.getInitializerBuilderList().stream()
        .filter(tensor -> tensor.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
