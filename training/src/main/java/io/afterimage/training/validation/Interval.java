package io.afterimage.training.validation;

/**
 * Where a proportion lies, with 95 % confidence.
 *
 * @param low the lower end, 0 to 1
 * @param high the upper end, 0 to 1
 */
public record Interval(double low, double high) {

  /** The standard normal distribution's 0.975 quantile. */
  private static final double Z = 1.959963984540054;

  /**
   * Wilson's score interval (Wilson 1927), which holds for small samples and for proportions near 0
   * and 1.
   *
   * @param hits from 0 to {@code trials}
   * @param trials at least 1
   */
  public static Interval wilson(int hits, int trials) {
    if (trials < 1 || hits < 0 || hits > trials) {
      throw new IllegalArgumentException(
          "an interval needs one or more trials and at most as many hits, got %d of %d"
              .formatted(hits, trials));
    }
    return wilson((double) hits / trials, trials);
  }

  /**
   * The same for weighted trials.
   *
   * @param share of hits among them, from 0 to 1
   * @param trials as many equal ones tell as much; 1 or more
   */
  public static Interval wilson(double share, double trials) {
    if (!(trials >= 1 && share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "an interval needs one or more trials and a share, got %s of %s"
              .formatted(share, trials));
    }
    double z2 = Z * Z;
    double centre = share + z2 / (2 * trials);
    double reach = Z * Math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials));
    double scale = 1 + z2 / trials;
    return new Interval(
        Math.max(0, (centre - reach) / scale), Math.min(1, (centre + reach) / scale));
  }
}
