package io.afterimage.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.afterimage.images.InputSpec;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.networks.RandomHeads;
import io.afterimage.networks.onnx.FeatureExtractor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxFileTest {

  private static final TensorProto EXTERNAL =
      TensorProto.newBuilder()
          .setName("head.weight")
          .setDataLocation(TensorProto.DataLocation.EXTERNAL)
          .addExternalData(
              StringStringEntryProto.newBuilder().setKey("location").setValue("../weights.bin"))
          .build();

  private static final NodeProto CUSTOM =
      NodeProto.newBuilder().setName("decode").setDomain("ai.acme").setOpType("Decode").build();

  @ParameterizedTest
  @MethodSource("graphsWithExternalData")
  void shouldRefuseExternalDataWhereverItIs(GraphProto graph) {
    assertThatThrownBy(() -> OnnxFile.parse(file(graph), "net.onnx"))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("net.onnx", "head.weight", "../weights.bin", "one file");
  }

  static List<GraphProto> graphsWithExternalData() {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName("value");
    SparseTensorProto sparse = SparseTensorProto.newBuilder().setValues(EXTERNAL).build();
    return List.of(
        GraphProto.newBuilder().addInitializer(EXTERNAL).build(),
        GraphProto.newBuilder()
            .addInitializer(EXTERNAL.toBuilder().clearDataLocation().build())
            .build(),
        GraphProto.newBuilder().addSparseInitializer(sparse).build(),
        having(attribute.setT(EXTERNAL).build()),
        having(attribute.clear().addTensors(EXTERNAL).build()),
        having(attribute.clear().setSparseTensor(sparse).build()),
        having(attribute.clear().setG(GraphProto.newBuilder().addInitializer(EXTERNAL)).build()),
        having(
            attribute.clear().addGraphs(GraphProto.newBuilder().addInitializer(EXTERNAL)).build()));
  }

  @Test
  void shouldRefuseCustomOperatorsByName() {
    GraphProto branch = GraphProto.newBuilder().addNode(CUSTOM).build();

    for (GraphProto graph :
        List.of(branch, having(AttributeProto.newBuilder().setG(branch).build()))) {
      assertThatThrownBy(() -> OnnxFile.parse(file(graph), "net.onnx"))
          .isInstanceOf(CorruptArtifactException.class)
          .hasMessageContaining("net.onnx", "'decode'", "ai.acme::Decode");
    }
  }

  @Test
  void shouldTakeOperatorsThatTheFileItselfDefines() {
    ModelProto model =
        ModelProto.newBuilder()
            .setGraph(GraphProto.newBuilder().addNode(CUSTOM))
            .addFunctions(FunctionProto.newBuilder().setDomain("ai.acme").setName("Decode"))
            .build();

    assertThat(OnnxFile.parse(model.toByteArray(), "net.onnx")).isEqualTo(model);
  }

  @Test
  void shouldRefuseBeforeOnnxRuntimeSeesTheFile() throws Exception {
    byte[] good = new RandomHeads(List.of("a", "b"), InputSpec.square(32)).withHead(1).onnx();
    ModelProto.Builder model = ModelProto.parseFrom(good).toBuilder();
    TensorProto.Builder weight = model.getGraphBuilder().getInitializerBuilder(0);
    weight.clearRawData().mergeFrom(EXTERNAL.toBuilder().clearName().build());

    assertThatThrownBy(
            () -> new OnnxRuntimeEngine(new Device.Cpu()).load(model.build().toByteArray()))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("external data: ../weights.bin");
  }

  @Test
  void shouldRefuseExtractorWithExternalData() {
    ModelProto model =
        ModelProto.newBuilder()
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graphsWithExternalData().get(0))
            .build();

    assertThatThrownBy(
            () ->
                FeatureExtractor.parse(
                    model.toByteArray(), "net.onnx", Optional.empty(), Optional.empty()))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("net.onnx", "external data");
  }

  @Test
  void shouldRefuseWhatIsNoOnnxFile() {
    assertThatThrownBy(() -> OnnxFile.parse(new byte[] {1, 2, 3}, "net.onnx"))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("net.onnx: the 3 bytes are not an ONNX model");
  }

  private static GraphProto having(AttributeProto attribute) {
    return GraphProto.newBuilder()
        .addNode(NodeProto.newBuilder().setOpType("If").addAttribute(attribute))
        .build();
  }

  private static byte[] file(GraphProto graph) {
    return ModelProto.newBuilder().setGraph(graph).build().toByteArray();
  }
}
