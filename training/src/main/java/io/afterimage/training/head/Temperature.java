package io.afterimage.training.head;

/**
 * The number that logits are divided by so that probabilities hold (Guo et al. 2017): it minimises
 * the cross-entropy of examples that their head has not learned. Few examples say little of it, so
 * its logarithm has a normal prior around 0.
 */
final class Temperature {

  /** Standard deviation of the prior: a factor of 1.65 either way. */
  private static final double PRIOR = 0.5;

  private static final double WIDEST = Math.log(10);
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private static final double PRECISION = 1e-4;

  /** Values that are looked at in a pass, at most: more say the same. */
  private static final long MOST_VALUES = 4_000_000;

  private final float[][] logits;
  private final boolean[] counted;
  private final int[] labels;
  private final double[] weights;
  private final int stride;

  /** Of these logits, as far as they count. */
  Temperature(float[][] logits, boolean[] counted, int[] labels, double[] weights) {
    this.logits = logits;
    this.counted = counted;
    this.labels = labels;
    this.weights = weights;
    long values = logits.length == 0 ? 0 : (long) logits.length * logits[0].length;
    stride = (int) (values / MOST_VALUES) + 1;
  }

  /** Golden section search over its logarithm: the loss is convex in 1/temperature. */
  double fit() {
    double low = -WIDEST;
    double high = WIDEST;
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double atLeft = loss(left);
    double atRight = loss(right);
    while (high - low > PRECISION) {
      if (atLeft <= atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - GOLDEN * (high - low);
        atLeft = loss(left);
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + GOLDEN * (high - low);
        atRight = loss(right);
      }
    }
    return Math.exp((low + high) / 2);
  }

  private double loss(double logarithm) {
    double sum = logarithm * logarithm / (2 * PRIOR * PRIOR);
    double factor = Math.exp(-logarithm);
    for (int row = 0; row < logits.length; row += stride) {
      if (counted[row]) {
        sum += stride * weights[row] * crossEntropy(logits[row], labels[row], factor);
      }
    }
    return sum;
  }

  /** Of one example, whose logits are multiplied by a factor. */
  static double crossEntropy(float[] logits, int label, double factor) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit * factor);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit * factor - largest);
    }
    return Math.log(sum) + largest - logits[label] * factor;
  }
}
