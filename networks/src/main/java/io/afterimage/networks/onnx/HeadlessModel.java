package io.afterimage.networks.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.Tensor;
import io.afterimage.models.onnx.OnnxFile;
import io.afterimage.models.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An exported classifier, split into its unchanged nodes up to the features, and its head.
 * Replacing the head, any number of times, leaves the features the same bit for bit.
 *
 * @param model the nodes up to the features, with the constants that they need
 * @param features the tensor (n, width) that the head takes
 * @param head what was on it
 */
public record HeadlessModel(ModelProto model, String features, Head head) {

  /**
   * Takes it apart.
   *
   * @throws CorruptArtifactException when the file has no node {@code head}, so that it was not
   *     exported here
   */
  public static HeadlessModel of(ModelArtifact artifact) {
    String source = "version " + artifact.manifest().version();
    ModelProto whole = OnnxFile.parse(artifact.onnx(), source);
    NodeProto dense =
        whole.getGraph().getNodeList().stream()
            .filter(node -> node.getName().equals(HeadEmitter.HEAD) && node.getInputCount() == 3)
            .findFirst()
            .orElseThrow(
                () ->
                    new CorruptArtifactException(
                        source + " has no head of its own that could be exchanged"));
    Map<String, Tensor> constants = OnnxModel.parse(artifact.onnx()).constants();
    return new HeadlessModel(
        upTo(dense.getInput(0), whole),
        dense.getInput(0),
        new Head(constants.get(dense.getInput(1)), constants.get(dense.getInput(2))));
  }

  /** How many features an image has. */
  public int width() {
    return Math.toIntExact(head.weight().shape()[1]);
  }

  /** The bytes that {@link OnnxGraphs#features} gives for the same layers. */
  public byte[] featureGraph() {
    GraphWriter graph = writer();
    String name = model.getGraph().getName();
    graph.rename(name.replaceFirst(OnnxGraphs.CLASSIFIER + "$", OnnxGraphs.OF_FEATURES));
    if (!features.equals(OnnxGraphs.FEATURES)) {
      graph.node("Identity", "as_it_is", List.of(features), OnnxGraphs.FEATURES);
    }
    graph.output(OnnxGraphs.FEATURES, width());
    return graph.toBytes();
  }

  /**
   * With another head, as {@link OnnxGraphs#classifier}.
   *
   * @throws IllegalArgumentException when the head does not fit the features or the labels
   */
  public byte[] classifier(Head other, List<String> labels) {
    GraphWriter graph = writer();
    HeadEmitter.emit(graph, features, width(), other, labels);
    return graph.toBytes();
  }

  private GraphWriter writer() {
    GraphWriter graph = new GraphWriter(model);
    GraphProto own = model.getGraph();
    own.getInputList().forEach(graph::input);
    graph.nodes(own.getNodeList());
    model
        .getMetadataPropsList()
        .forEach(property -> graph.metadata(property.getKey(), property.getValue()));
    return graph;
  }

  private static ModelProto upTo(String tensor, ModelProto whole) {
    GraphProto graph = whole.getGraph();
    Set<String> needed = new HashSet<>(Set.of(tensor));
    List<NodeProto> nodes = new ArrayList<>();
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      NodeProto node = graph.getNode(i);
      if (!Collections.disjoint(node.getOutputList(), needed)) {
        needed.addAll(node.getInputList());
        nodes.add(0, node);
      }
    }
    List<TensorProto> constants =
        graph.getInitializerList().stream()
            .filter(constant -> needed.contains(constant.getName()))
            .toList();
    return whole.toBuilder()
        .setGraph(
            graph.toBuilder()
                .clearNode()
                .addAllNode(nodes)
                .clearInitializer()
                .addAllInitializer(constants)
                .clearOutput())
        .clearMetadataProps()
        .addAllMetadataProps(
            whole.getMetadataPropsList().stream()
                .filter(property -> !property.getKey().equals(OnnxGraphs.LABELS_KEY))
                .toList())
        .build();
  }
}
