package io.afterimage.trainer.rollout;

/**
 * The exact sign test of paired answers (McNemar 1947, in its exact form): of the images that only
 * one of two versions names right, each is the one's or the other's with a probability of a half
 * where both are equally good.
 */
final class SignTest {

  private SignTest() {}

  /**
   * How probable it is that an equally good version gains at most as many: the binomial tail {@code
   * P(X <= gained)} of {@code gained + lost} fair trials.
   */
  static double worse(int gained, int lost) {
    int trials = gained + lost;
    double logTerm = trials * Math.log(0.5);
    double sum = 0;
    for (int i = 0; i <= gained; i++) {
      sum += Math.exp(logTerm);
      logTerm += Math.log((double) (trials - i) / (i + 1));
    }
    return Math.min(1, sum);
  }
}
