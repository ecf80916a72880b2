package io.afterimage.training.validation;

import io.afterimage.config.Range;

/**
 * Whether a model is worse than its opponent, asked as often as one likes while images come: the
 * sign test on the images that only one of both names right. As long as the model is no worse, each
 * of these is one that it lost with a probability of at most one half, given all before it.
 *
 * <p>The error rate is spent over them (Lan and DeMets, "Discrete sequential boundaries for
 * clinical trials", Biometrika 70, 1983): {@code k / (k + 10)} of it over the first {@code k},
 * which never exceeds the whole. The boundary is the exact one, by the binomial distribution of
 * losses that have not crossed it before. A margin is granted as images that the model gained:
 * {@code ceil(margin * images)}.
 *
 * <p>Immutable.
 */
public final class SequentialSignTest {

  /** What the error rate may be. */
  public static final Range RATE = new Range(1e-9, 0.5, "0.000000001 to 0.5");

  /**
   * Half of the error rate is spent when so many images have told both apart. Of 5, 8, 10, 15, 25
   * and 50, simulated, 10 finds most of what is ten points worse within a hundred labels without
   * losing much later; a betting mixture with the same error rate finds a third fewer.
   */
  private static final int HALF = 10;

  private final double errorRate;
  private final double margin;
  private final int[] boundary;

  /**
   * A test of a limited number of images.
   *
   * @param errorRate how often, at most, a model is called worse that is not worse by more than the
   *     margin
   * @param margin the loss of accuracy that is allowed, 0 to below 0.5
   * @param images how many there will be at most; of more, a model is called worse where it was so
   *     among the first ones whichever these were
   */
  public SequentialSignTest(double errorRate, double margin, int images) {
    RATE.require("the error rate", errorRate);
    Range.BELOW_HALF.require("the margin", margin);
    this.errorRate = errorRate;
    this.margin = margin;
    this.boundary = boundary(errorRate, images + granted(images));
  }

  /** How often, at most, it calls a model worse that is not. */
  public double errorRate() {
    return errorRate;
  }

  /** Whether the model is worse, by what the images say so far. */
  public boolean isWorse(PairedOutcomes outcomes) {
    int apart = outcomes.lost() + outcomes.gained() + granted(outcomes.images());
    int beyond = Math.max(0, apart - (boundary.length - 1));
    return outcomes.lost() - beyond >= boundary[apart - beyond];
  }

  /**
   * How many lost images say that the model is worse.
   *
   * @param apart how many images only one of both names right, up to the most of this test
   * @return more than there are where no number of them does
   */
  int boundary(int apart) {
    return boundary[apart];
  }

  private int granted(int images) {
    return (int) Math.ceil(margin * images);
  }

  private static int[] boundary(double errorRate, int most) {
    int[] boundary = new int[most + 1];
    boundary[0] = 1;
    double[] inside = new double[most + 2];
    inside[0] = 1;
    double spent = 0;
    for (int apart = 1; apart <= most; apart++) {
      for (int lost = apart; lost > 0; lost--) {
        inside[lost] = (inside[lost] + inside[lost - 1]) / 2;
      }
      inside[0] /= 2;
      double allowed = errorRate * apart / (apart + HALF);
      int least = apart + 1;
      while (least > 0 && spent + inside[least - 1] <= allowed) {
        least--;
        spent += inside[least];
        inside[least] = 0;
      }
      boundary[apart] = least;
    }
    return boundary;
  }
}
