package io.afterimage.trainer.trigger;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The population stability index of two samples of the same size over the same categories: {@code
 * sum((a - e) * ln(a / e))} over the shares of each category, the symmetric form of the
 * Kullback-Leibler divergence (Jeffreys 1946). Half a case is added to each category, so that an
 * empty one does not make it infinite.
 *
 * <p>Two samples of one distribution do not have an index of 0: it grows with the number of
 * categories. How large it becomes by chance is found by dealing the cases of both samples out
 * again (a permutation test). The far tail is that of the gamma distribution with the mean and
 * variance of these: the index is nearly a scaled chi-square variable, or the sum of many small
 * terms.
 *
 * @param index of the two samples
 * @param mean of the index when the same cases are dealt out by chance
 * @param variance of it
 */
record PopulationStability(double index, double mean, double variance) {

  private static final int DEALS = 200;

  /**
   * Compares two samples.
   *
   * @param expected cases by category
   * @param actual the same number of cases by category
   * @param random deals the cases out
   */
  static PopulationStability of(int[] expected, int[] actual, SplittableRandom random) {
    int[] cases = cases(expected, actual);
    double[] logs =
        IntStream.rangeClosed(0, cases.length).mapToDouble(n -> Math.log(n + 0.5)).toArray();
    double[] byChance = new double[DEALS];
    int[] both = IntStream.range(0, expected.length).map(i -> expected[i] + actual[i]).toArray();
    for (int deal = 0; deal < DEALS; deal++) {
      int[] dealt = deal(cases, expected.length, random);
      int[] rest = IntStream.range(0, both.length).map(i -> both[i] - dealt[i]).toArray();
      byChance[deal] = index(dealt, rest, logs);
    }
    double mean = IntStream.range(0, DEALS).mapToDouble(i -> byChance[i]).sum() / DEALS;
    double variance =
        IntStream.range(0, DEALS).mapToDouble(i -> Math.pow(byChance[i] - mean, 2)).sum()
            / (DEALS - 1);
    return new PopulationStability(index(expected, actual, logs), mean, variance);
  }

  /** The index less what it is by chance; negative where the samples are more alike than that. */
  double shift() {
    return index - mean;
  }

  /**
   * An upper bound of the probability of an index as large when nothing differs: the gamma
   * distribution's Chernoff bound.
   */
  double probability() {
    if (index <= mean || variance == 0) {
      return 1;
    }
    double ratio = index / mean;
    return Math.exp(-mean * mean / variance * (ratio - 1 - Math.log(ratio)));
  }

  private static double index(int[] expected, int[] actual, double[] logs) {
    double sum = 0;
    int cases = 0;
    for (int i = 0; i < expected.length; i++) {
      sum += (actual[i] - expected[i]) * (logs[actual[i]] - logs[expected[i]]);
      cases += expected[i];
    }
    return sum / (cases + expected.length / 2.0);
  }

  /** The category of every case of both. */
  private static int[] cases(int[] expected, int[] actual) {
    return IntStream.range(0, expected.length)
        .flatMap(i -> IntStream.range(0, expected[i] + actual[i]).map(any -> i))
        .toArray();
  }

  /** Half of the cases, drawn without replacement, by category. */
  private static int[] deal(int[] cases, int categories, SplittableRandom random) {
    int[] counts = new int[categories];
    for (int i = 0; i < cases.length / 2; i++) {
      int drawn = random.nextInt(i, cases.length);
      int category = cases[drawn];
      cases[drawn] = cases[i];
      cases[i] = category;
      counts[category]++;
    }
    return counts;
  }
}
