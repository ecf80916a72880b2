package io.afterimage.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Figures of a sample. */
public final class Figures {

  private Figures() {}

  /**
   * The value that the given share of the sample does not exceed: nearest rank, so always a value
   * of the sample.
   *
   * @param share in (0, 1]
   */
  public static double quantile(double[] sample, double share) {
    if (sample.length == 0) {
      throw new IllegalArgumentException("a quantile needs at least one value");
    }
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  /** The middle value, or the mean of the two in the middle. */
  public static double median(double[] sample) {
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** A row of a table: the name, and the median, the lowest and the highest of the rounds. */
  public static <R> Object[] spread(String name, List<R> rounds, ToDoubleFunction<R> figure) {
    double[] values = rounds.stream().mapToDouble(figure).toArray();
    return new Object[] {name, median(values), quantile(values, 0.01), quantile(values, 1)};
  }

  /** The slope of the straight line of least squares through the values at 0, 1, 2, … */
  public static double slope(double[] values) {
    double centre = (values.length - 1) / 2.0;
    double mean = Arrays.stream(values).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      products += (i - centre) * (values[i] - mean);
      squares += (i - centre) * (i - centre);
    }
    return squares == 0 ? 0 : products / squares;
  }
}
