package io.afterimage.training.validation;

/** The upper tail of the standard normal distribution. */
final class NormalTail {

  private static final double[] CHEBYSHEV = {
    -1.26551223,
    1.00002368,
    0.37409196,
    0.09678418,
    -0.18628806,
    0.27886807,
    -1.13520398,
    1.48851587,
    -0.82215223,
    0.17087277
  };

  /** Beyond it there is nothing that a double can tell from 0. */
  static final double FAR = 40;

  private static final int HALVINGS = 60;

  private NormalTail() {}

  /**
   * The probability of a value above {@code z}; a relative error of at most 1.2e-7 ("Numerical
   * Recipes in C", 2nd edition, 1992, section 6.2, {@code erfcc}), so that small ones hold as well.
   */
  static double above(double z) {
    double x = Math.abs(z) / Math.sqrt(2);
    double t = 1 / (1 + x / 2);
    double sum = 0;
    for (int i = CHEBYSHEV.length - 1; i >= 0; i--) {
      sum = sum * t + CHEBYSHEV[i];
    }
    double tail = t * Math.exp(-x * x + sum) / 2;
    return z >= 0 ? tail : 1 - tail;
  }

  /**
   * The value that is exceeded with that probability, the inverse of {@link #above} by halving.
   *
   * @param probability above 0 and below 1
   */
  static double exceededBy(double probability) {
    double low = -FAR;
    double high = FAR;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (above(middle) > probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }
}
