package io.afterimage.training.statistics;

/** The distribution of how many of some independent trials succeed. */
public final class Binomial {

  private Binomial() {}

  /** The probability of so many successes or fewer, where each trial succeeds with that one. */
  public static double atMost(int successes, int trials, double probability) {
    if (successes < 0) {
      return 0;
    }
    if (successes >= trials || probability <= 0) {
      return 1;
    }
    if (probability >= 1) {
      return 0;
    }
    double log = trials * Math.log1p(-probability);
    double sum = 0;
    for (int so = 0; so <= successes; so++) {
      sum += Math.exp(log);
      log +=
          Math.log((double) (trials - so) / (so + 1))
              + Math.log(probability)
              - Math.log1p(-probability);
    }
    return sum;
  }
}
