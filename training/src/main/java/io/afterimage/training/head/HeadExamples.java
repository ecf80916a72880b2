package io.afterimage.training.head;

import io.afterimage.training.dataset.DecodedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a head learns from.
 *
 * @param features a row per example
 * @param labels the class of each example, from 0; not copied
 * @param classes at least 2, each with an example that counts
 * @param weights what each example counts; one of 0 is not learned from, but answered; not copied
 * @param groups of each example: examples of one group, such as frames of one scene, lie in the
 *     same fold
 */
public record HeadExamples(
    FeatureMatrix features, int[] labels, int classes, double[] weights, List<String> groups) {

  /** Refuses what does not belong together, and a class without an example. */
  public HeadExamples {
    groups = List.copyOf(groups);
    int rows = features.rows();
    if (labels.length != rows || weights.length != rows || groups.size() != rows) {
      throw new IllegalArgumentException(
          "%d rows of features need as many labels, weights and groups, got %d, %d and %d"
              .formatted(rows, labels.length, weights.length, groups.size()));
    }
    int[] counts = new int[Math.max(0, classes)];
    for (int row = 0; row < rows; row++) {
      if (labels[row] < 0 || labels[row] >= classes) {
        throw new IllegalArgumentException(
            "label %d of row %d is none of the %d classes".formatted(labels[row], row, classes));
      }
      if (!(weights[row] >= 0) || Double.isInfinite(weights[row])) {
        throw new IllegalArgumentException(
            "the weight of row %d is %f, it must be 0 or more".formatted(row, weights[row]));
      }
      counts[labels[row]] += weights[row] > 0 ? 1 : 0;
    }
    for (int label = 0; label < classes; label++) {
      if (counts[label] == 0) {
        throw new IllegalArgumentException(
            "class %d has no example: leave it out, or add one".formatted(label));
      }
    }
    if (classes < 2) {
      throw new IllegalArgumentException("a head tells two or more classes apart, got " + classes);
    }
  }

  /**
   * Images with their classes and groups.
   *
   * @param features a row per image, in their order
   */
  public static HeadExamples of(
      FeatureMatrix features, List<DecodedImage> images, int classes, double[] weights) {
    return new HeadExamples(
        features,
        images.stream().mapToInt(DecodedImage::label).toArray(),
        classes,
        weights,
        images.stream().map(DecodedImage::group).toList());
  }

  /** The same examples, which count something else. */
  public HeadExamples withWeights(double[] others) {
    return new HeadExamples(features, labels, classes, others, groups);
  }

  /** Those that count for something: a copy, unless all do. */
  public HeadExamples counting() {
    int[] kept = IntStream.range(0, rows()).filter(row -> weights[row] > 0).toArray();
    if (kept.length == rows()) {
      return this;
    }
    FeatureMatrix rows = new FeatureMatrix(features.columns());
    IntStream.of(kept).forEach(row -> rows.add(features.row(row)));
    return new HeadExamples(
        rows,
        IntStream.of(kept).map(row -> labels[row]).toArray(),
        classes,
        IntStream.of(kept).mapToDouble(row -> weights[row]).toArray(),
        IntStream.of(kept).mapToObj(groups::get).toList());
  }

  /** Each example counts the same. */
  public static double[] equalWeights(int rows) {
    double[] weights = new double[rows];
    Arrays.fill(weights, 1);
    return weights;
  }

  int rows() {
    return labels.length;
  }

  double totalWeight() {
    return Arrays.stream(weights).sum();
  }
}
