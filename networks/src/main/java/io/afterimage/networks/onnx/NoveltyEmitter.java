package io.afterimage.networks.onnx;

import io.afterimage.models.Manifest;
import io.afterimage.models.inference.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the output {@code novelty}: 1 minus the largest cosine of an image's features and a class
 * mean, within 0 to 1. It is one matrix product of the size of the head's.
 */
final class NoveltyEmitter {

  private static final String MEANS = "class_means";

  /** What a vector without length is divided by: its cosine is 0, its novelty 1. */
  private static final float LEAST_LENGTH = 1e-12f;

  private NoveltyEmitter() {}

  /**
   * Adds the nodes.
   *
   * @param features a tensor (n, width)
   * @param means (classes, width)
   * @throws IllegalArgumentException when the means do not fit
   */
  static void emit(GraphWriter graph, String features, long width, Tensor means, int classes) {
    long[] needed = {classes, width};
    if (!Arrays.equals(needed, means.shape())) {
      throw new IllegalArgumentException(
          "novelty over %d classes needs their means as %s, got %s"
              .formatted(classes, Arrays.toString(needed), Arrays.toString(means.shape())));
    }
    Tensor none = new Tensor(new long[] {classes}, new float[classes]);
    String products =
        LayerEmitter.dense(graph, MEANS, features, directions(means), none, MEANS + "_products");
    String nearest = graph.reduceRows("ReduceMax", "nearest_mean", products);
    String length =
        clip(
            graph,
            "length_above_zero",
            graph.reduceRows("ReduceL2", "length", features),
            LEAST_LENGTH,
            Float.MAX_VALUE,
            "length_above_zero");
    String cosine = graph.node("Div", "cosine", List.of(nearest, length), "cosine");
    String distance =
        graph.node("Sub", "distance", List.of(graph.scalar("distance.one", 1), cosine), "distance");
    clip(graph, Manifest.NOVELTY_TENSOR, distance, 0, 1, Manifest.NOVELTY_TENSOR);
    graph.output(Manifest.NOVELTY_TENSOR);
  }

  private static String clip(
      GraphWriter graph, String name, String input, float least, float most, String output) {
    return graph.node(
        "Clip",
        name,
        List.of(input, graph.scalar(name + ".least", least), graph.scalar(name + ".most", most)),
        output);
  }

  /** Each row divided by its length; a zero row is left unchanged. */
  private static Tensor directions(Tensor means) {
    int width = (int) means.shape()[1];
    float[] values = means.values().clone();
    for (int from = 0; from < values.length; from += width) {
      double squares = 0;
      for (int i = from; i < from + width; i++) {
        squares += (double) values[i] * values[i];
      }
      double length = squares > 0 ? Math.sqrt(squares) : 1;
      for (int i = from; i < from + width; i++) {
        values[i] = (float) (values[i] / length);
      }
    }
    return new Tensor(means.shape(), values);
  }
}
