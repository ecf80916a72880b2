package io.afterimage.training.head;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.onnx.Head;

/**
 * The two forms of a head: variables with a row for each class, for features that count from their
 * mean, and the head of a model, where two classes have one logit {@code z}, which says the same as
 * the two logits {@code -z/2} and {@code z/2}.
 */
final class HeadForm {

  private HeadForm() {}

  /** The head of a model, its logits divided by the temperature. */
  static Head head(float[] weight, float[] bias, int classes, double temperature) {
    int logits = Head.logits(classes);
    int columns = weight.length / classes;
    float[] rows = new float[logits * columns];
    float[] shifts = new float[logits];
    for (int row = 0; row < logits; row++) {
      int from = logits == 1 ? 1 : row;
      for (int column = 0; column < columns; column++) {
        double other = logits == 1 ? weight[column] : 0;
        rows[row * columns + column] =
            (float) ((weight[from * columns + column] - other) / temperature);
      }
      shifts[row] = (float) ((bias[from] - (logits == 1 ? bias[0] : 0)) / temperature);
    }
    return new Head(
        new Tensor(new long[] {logits, columns}, rows), new Tensor(new long[] {logits}, shifts));
  }

  /**
   * The variables of a model's head: weights (classes, features), then biases.
   *
   * @throws IllegalArgumentException when it is of other features or classes
   */
  static double[] variables(Head head, int classes, double[] mean) {
    int columns = mean.length;
    long[] shape = head.weight().shape();
    if (shape[0] != Head.logits(classes) || shape[1] != columns) {
      throw new IllegalArgumentException(
          "a head of %d logits on %d features cannot start one of %d classes on %d features"
              .formatted(shape[0], shape[1], classes, columns));
    }
    float[] weight = head.weight().values();
    float[] bias = head.bias().values();
    double[] variables = new double[classes * (columns + 1)];
    for (int label = 0; label < classes; label++) {
      int row = shape[0] == 1 ? 0 : label;
      double factor = shape[0] == 1 ? label - 0.5 : 1;
      double shift = 0;
      for (int column = 0; column < columns; column++) {
        double value = factor * weight[row * columns + column];
        variables[label * columns + column] = value;
        shift += value * mean[column];
      }
      variables[classes * columns + label] = factor * bias[row] + shift;
    }
    return variables;
  }
}
