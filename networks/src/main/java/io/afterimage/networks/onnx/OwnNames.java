package io.afterimage.networks.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.afterimage.models.CorruptArtifactException;
import java.util.List;

/**
 * Renames everything in a foreign graph, so that nothing added to it meets a name that is taken.
 */
final class OwnNames {

  private static final String PREFIX = "base.";

  private OwnNames() {}

  /**
   * The same graph under other names.
   *
   * @throws CorruptArtifactException when a node has a graph of its own (If, Loop)
   */
  static GraphProto of(GraphProto graph, String source) {
    GraphProto.Builder renamed = graph.toBuilder().clearNode().clearInitializer().clearValueInfo();
    graph.getNodeList().forEach(node -> renamed.addNode(renamed(node, source)));
    graph
        .getInitializerList()
        .forEach(
            tensor ->
                renamed.addInitializer(tensor.toBuilder().setName(PREFIX + tensor.getName())));
    renamed.clearInput().clearOutput();
    graph.getInputList().forEach(value -> renamed.addInput(renamed(value)));
    graph.getOutputList().forEach(value -> renamed.addOutput(renamed(value)));
    return renamed.build();
  }

  private static ValueInfoProto renamed(ValueInfoProto value) {
    return value.toBuilder().setName(PREFIX + value.getName()).build();
  }

  private static NodeProto renamed(NodeProto node, String source) {
    boolean nested =
        node.getAttributeList().stream()
            .map(AttributeProto::getType)
            .anyMatch(
                type ->
                    type == AttributeProto.AttributeType.GRAPH
                        || type == AttributeProto.AttributeType.GRAPHS);
    if (nested) {
      throw new CorruptArtifactException(
          "%s: node %s (%s) has a graph of its own; export the network without control flow"
              .formatted(source, node.getName(), node.getOpType()));
    }
    return node.toBuilder()
        .setName(PREFIX + node.getName())
        .clearInput()
        .addAllInput(prefixed(node.getInputList()))
        .clearOutput()
        .addAllOutput(prefixed(node.getOutputList()))
        .build();
  }

  /** An empty name stays empty: it is an operand left out. */
  private static List<String> prefixed(List<String> names) {
    return names.stream().map(name -> name.isEmpty() ? name : PREFIX + name).toList();
  }
}
