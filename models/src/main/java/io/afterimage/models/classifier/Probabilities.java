package io.afterimage.models.classifier;

import java.util.Optional;

/** A row of a model's output: what it has to be before anybody believes it, and what it says. */
public final class Probabilities {

  /** How far the sum may be from one: half-precision graphs over many labels come that far. */
  private static final double SUM_TOLERANCE = 1e-2;

  private Probabilities() {}

  /** The place of the largest value, the first of several. */
  public static int best(float[] row) {
    int best = 0;
    for (int label = 1; label < row.length; label++) {
      best = row[label] > row[best] ? label : best;
    }
    return best;
  }

  /** What is wrong with a row: another length, a value out of [0, 1], or another sum than one. */
  public static Optional<String> fault(float[] row, int labels) {
    double sum = 0;
    boolean outside = false;
    for (float value : row) {
      outside |= !(value >= -SUM_TOLERANCE && value <= 1 + SUM_TOLERANCE);
      sum += value;
    }
    if (row.length != labels || outside || !(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
      return Optional.of(
          "%d values with sum %s for %d labels; probabilities were expected"
              .formatted(row.length, (float) sum, labels));
    }
    return Optional.empty();
  }
}
