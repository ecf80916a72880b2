package io.afterimage.networks.onnx;

import static io.afterimage.networks.onnx.GraphWriter.integer;

import io.afterimage.models.Manifest;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a head on a vector of features, and the labels' probabilities as the output; with class
 * means, novelty as a second one.
 */
final class HeadEmitter {

  /** The name of the dense layer and of its node. */
  static final String HEAD = "head";

  private HeadEmitter() {}

  /**
   * Adds the nodes.
   *
   * @param features a tensor (n, width)
   * @throws IllegalArgumentException when the head does not fit the features or the labels
   */
  static void emit(GraphWriter graph, String features, long width, Head head, List<String> labels) {
    long[] needed = {Head.logits(labels.size()), width};
    if (labels.size() < 2 || !Arrays.equals(needed, head.weight().shape())) {
      throw new IllegalArgumentException(
          "a head for the %d labels %s needs a weight of shape %s, got %s"
              .formatted(
                  labels.size(),
                  labels,
                  Arrays.toString(needed),
                  Arrays.toString(head.weight().shape())));
    }
    String logits = LayerEmitter.dense(graph, HEAD, features, head.weight(), head.bias(), HEAD);
    if (labels.size() == 2) {
      String second = graph.node("Sigmoid", "sigmoid", List.of(logits), "second");
      String first =
          graph.node("Sub", "complement", List.of(graph.scalar("one", 1), second), "first");
      graph.node(
          "Concat", "both", List.of(first, second), Manifest.OUTPUT_TENSOR, integer("axis", 1));
    } else {
      graph.node("Softmax", "softmax", List.of(logits), Manifest.OUTPUT_TENSOR, integer("axis", 1));
    }
    graph.output(Manifest.OUTPUT_TENSOR, labels.size());
    head.classMeans()
        .ifPresent(means -> NoveltyEmitter.emit(graph, features, width, means, labels.size()));
    graph.metadata(OnnxGraphs.LABELS_KEY, String.join("\n", labels));
  }
}
