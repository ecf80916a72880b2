package io.afterimage.training.head;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Features and labels by formula. */
final class Examples {

  private Examples() {}

  /** 60 examples of 4 features, as golden figures have them. */
  static HeadExamples golden(int classes) {
    int rows = 60;
    float[][] features = new float[rows][4];
    int[] labels = new int[rows];
    double[] weights = new double[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = (row * row + row / 3) % classes;
      weights[row] = 1 + row % 3;
      for (int column = 0; column < 4; column++) {
        double own = labels[row] == column ? 1 : 0;
        features[row][column] = (float) (Math.sin(row * (column + 1)) + own + 3);
      }
    }
    return examples(features, labels, classes, weights, row -> "id-" + row);
  }

  /** Clouds around a point of each class: Gaussian noise around 2 at the class's own feature. */
  static HeadExamples clouds(int perClass, int classes, int columns, double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int rows = perClass * classes;
    float[][] features = new float[rows][columns];
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = row % classes;
      for (int column = 0; column < columns; column++) {
        double own = labels[row] % columns == column ? 2 : 0;
        features[row][column] = (float) (own + noise * random.nextGaussian());
      }
    }
    return examples(features, labels, classes, HeadExamples.equalWeights(rows), row -> "id-" + row);
  }

  static HeadExamples examples(
      float[][] features, int[] labels, int classes, double[] weights, IntFunction<String> group) {
    List<String> groups = IntStream.range(0, labels.length).mapToObj(group).toList();
    return new HeadExamples(FeatureMatrix.of(features), labels, classes, weights, groups);
  }

  static float[][] rows(FeatureMatrix matrix) {
    float[][] rows = new float[matrix.rows()][];
    Arrays.setAll(rows, matrix::row);
    return rows;
  }
}
