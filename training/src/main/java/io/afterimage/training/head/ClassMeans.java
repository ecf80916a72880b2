package io.afterimage.training.head;

import io.afterimage.models.inference.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The mean features of each class, which tell whether an image is like anything that was learned:
 * its novelty is 1 minus the largest cosine of its features and a mean, within 0 to 1. On frozen
 * features that tells foreign images apart as well as the nearest of all examples does, at the
 * price of one matrix product. For one thread.
 */
public final class ClassMeans {

  /** As many of the rows, at even distances, tell the threshold as well as all of them. */
  private static final int MOST_HELD_OUT = 1_000;

  private final double[][] sums;
  private final int[] counts;

  /** Of no row yet. */
  public ClassMeans(int classes, int features) {
    this.sums = new double[classes][features];
    this.counts = new int[classes];
  }

  /** Of all rows; an image's label is an index into the classes. */
  public static ClassMeans of(FeatureMatrix features, int[] labels, int classes) {
    ClassMeans means = new ClassMeans(classes, features.columns());
    means.add(features, labels);
    return means;
  }

  /** Adds all rows. */
  public void add(FeatureMatrix features, int[] labels) {
    for (int row = 0; row < features.rows(); row++) {
      add(sums[labels[row]], features.row(row), 1);
      counts[labels[row]]++;
    }
  }

  /** (classes, features); a class without a row has zeros, which resemble nothing. */
  public Tensor means() {
    int width = sums[0].length;
    float[] values = new float[sums.length * width];
    for (int label = 0; label < sums.length; label++) {
      for (int i = 0; i < width; i++) {
        values[label * width + i] = (float) (sums[label][i] / Math.max(1, counts[label]));
      }
    }
    return new Tensor(new long[] {sums.length, width}, values);
  }

  /**
   * The novelty of rows that these means come from, each measured as if its group were not among
   * them. Of many rows those at even distances are; one whose class is nothing but its group is
   * left out.
   *
   * @param features the very rows that were added
   * @param groups of each row: rows of one group resemble one another more than others
   */
  public double[] heldOutNovelty(FeatureMatrix features, int[] labels, List<String> groups) {
    double[] squares = Arrays.stream(sums).mapToDouble(sum -> dot(sum, sum)).toArray();
    Map<String, List<Integer>> rows = new HashMap<>();
    for (int row = 0; row < labels.length; row++) {
      rows.computeIfAbsent(groups.get(row), group -> new ArrayList<>()).add(row);
    }
    int distance = Math.max(1, (labels.length + MOST_HELD_OUT - 1) / MOST_HELD_OUT);
    double[] novelty = new double[labels.length];
    int found = 0;
    for (int row = 0; row < labels.length; row += distance) {
      int label = labels[row];
      double[] own = sums[label].clone();
      int left = counts[label];
      for (int other : rows.get(groups.get(row))) {
        if (labels[other] == label) {
          add(own, features.row(other), -1);
          left--;
        }
      }
      if (left > 0) {
        novelty[found++] = novelty(features.row(row), squares, label, own);
      }
    }
    return Arrays.copyOf(novelty, found);
  }

  private double novelty(float[] row, double[] squares, int label, double[] own) {
    double length = 0;
    for (float value : row) {
      length += (double) value * value;
    }
    double largest = 0;
    for (int other = 0; other < sums.length; other++) {
      double[] sum = other == label ? own : sums[other];
      double square = other == label ? dot(own, own) : squares[other];
      if (length > 0 && square > 0) {
        largest = Math.max(largest, dot(row, sum) / Math.sqrt(length * square));
      }
    }
    return Math.max(0, 1 - largest);
  }

  private static void add(double[] sum, float[] row, int sign) {
    for (int i = 0; i < row.length; i++) {
      sum[i] += sign * row[i];
    }
  }

  private static double dot(double[] a, double[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
    }
    return dot;
  }

  private static double dot(float[] a, double[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
    }
    return dot;
  }
}
