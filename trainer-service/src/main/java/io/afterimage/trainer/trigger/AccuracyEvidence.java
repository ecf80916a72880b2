package io.afterimage.trainer.trigger;

import java.util.stream.DoubleStream;

/**
 * How strongly a sequence of right and wrong answers says that a version got worse at some moment:
 * an e-detector of the Shiryaev-Roberts kind (Shin, Ramdas and Rinaldo 2024) that takes into
 * account that the held-out accuracy is itself an estimate.
 *
 * <p>For a change before answer {@code s} the numerator is the Krichevsky-Trofimov mixture of the
 * held-out answers and those before {@code s}, times the answers since under a lower accuracy; the
 * denominator is the largest likelihood that one accuracy gives to all of them (universal
 * inference, Wasserman, Ramdas and Balakrishnan 2020). Summed over {@code s}, this is below a
 * submartingale that is {@code n} on average after {@code n} answers, for any accuracy, as long as
 * it is constant: by Doob's inequality it reaches {@code n / rate} with a probability of at most
 * {@code rate}, however often one looks. For one thread.
 */
final class AccuracyEvidence {

  private final double[] right;
  private final double[] wrong;
  private final double[] logSums;
  private double logMixture;
  private long hits;
  private long total;

  /**
   * Before the first answer.
   *
   * @param drop the smallest fall of the accuracy that counts; falls of twice and four times as
   *     much are looked for as well
   */
  AccuracyEvidence(HeldOutAccuracy heldOut, double drop) {
    double[] accuracies =
        DoubleStream.of(1, 2, 4)
            .map(times -> heldOut.accuracy() - times * drop)
            .filter(accuracy -> accuracy > 0)
            .toArray();
    right = DoubleStream.of(accuracies).map(Math::log).toArray();
    wrong = DoubleStream.of(accuracies).map(accuracy -> Math.log1p(-accuracy)).toArray();
    logSums = DoubleStream.of(accuracies).map(accuracy -> Double.NEGATIVE_INFINITY).toArray();
    for (int i = 0; i < heldOut.images(); i++) {
      mix(i < heldOut.hits());
    }
  }

  /** The next answer. */
  void add(boolean isRight) {
    for (int i = 0; i < logSums.length; i++) {
      logSums[i] = logOfSum(logSums[i], logMixture) + (isRight ? right[i] : wrong[i]);
    }
    mix(isRight);
  }

  /** Its natural logarithm. Not a number where the accuracy was too low to fall by the drop. */
  double log() {
    double sum = Double.NEGATIVE_INFINITY;
    for (double logSum : logSums) {
      sum = logOfSum(sum, logSum);
    }
    return sum - Math.log(logSums.length) - logOfLikelihood(hits) - logOfLikelihood(total - hits);
  }

  private void mix(boolean isRight) {
    logMixture += Math.log(((isRight ? hits : total - hits) + 0.5) / (total + 1));
    total++;
    hits += isRight ? 1 : 0;
  }

  private double logOfLikelihood(long count) {
    return count == 0 ? 0 : count * Math.log((double) count / total);
  }

  private static double logOfSum(double a, double b) {
    double larger = Math.max(a, b);
    return larger == Double.NEGATIVE_INFINITY
        ? larger
        : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
  }
}
