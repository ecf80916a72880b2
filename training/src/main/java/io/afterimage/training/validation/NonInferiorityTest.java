package io.afterimage.training.validation;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import java.util.Locale;

/**
 * Tango's score test of the difference of two paired proportions (Tango, "Equivalence test and
 * confidence interval for the difference in proportions for the paired-sample design", Statistics
 * in Medicine 17, 1998, equations 9 and 12), one-sided: it passes a candidate that is shown to be
 * worse by less than the margin.
 *
 * @param margin the loss of accuracy that must be ruled out, 0 to below 0.5
 */
record NonInferiorityTest(double margin) {

  private static final int HALVINGS = 50;

  NonInferiorityTest {
    Range.BELOW_HALF.require("gate.margin", margin);
  }

  static NonInferiorityTest read(Settings settings) {
    return new NonInferiorityTest(settings.number("gate.margin", 0.01, Range.BELOW_HALF));
  }

  /** Whether a loss of the margin or more is ruled out. */
  boolean passes(Comparison comparison) {
    return comparison.outcomes().images() > 0
        && score(comparison.outcomes(), -margin) >= quantile(comparison);
  }

  /** The lower bound of candidate's minus opponent's accuracy, at the comparison's level. */
  double lowerBound(Comparison comparison) {
    double quantile = quantile(comparison);
    double low = -1;
    double high = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (score(comparison.outcomes(), middle) >= quantile) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Figures of both, the number of images and the bound; human-readable. */
  String inWords(Comparison comparison) {
    PairedOutcomes outcomes = comparison.outcomes();
    return String.format(
        Locale.ROOT,
        "accuracy %.4f against %.4f of version %s on the same %d images that neither has learned"
            + " (%d better, %d worse), difference above %.4f with %.2f %% confidence (its share of"
            + " the error rate, earned by new images, is %.2g %%), %.4f or more is needed",
        outcomes.candidateAccuracy(),
        outcomes.opponentAccuracy(),
        comparison.version(),
        outcomes.images(),
        outcomes.gained(),
        outcomes.lost(),
        lowerBound(comparison),
        100 * (1 - comparison.level()),
        100 * comparison.level(),
        -margin);
  }

  private double quantile(Comparison comparison) {
    return NormalTail.exceededBy(comparison.level());
  }

  /** Standard normal where the true difference is {@code difference}, larger where it is larger. */
  static double score(PairedOutcomes outcomes, double difference) {
    double n = outcomes.images();
    double a = 2 * n;
    double b =
        -outcomes.gained()
            - outcomes.lost()
            + (2 * n - outcomes.gained() + outcomes.lost()) * difference;
    double c = -outcomes.lost() * difference * (1 - difference);
    double lost = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
    double variance = n * (2 * lost + difference * (1 - difference));
    double excess = outcomes.gained() - outcomes.lost() - n * difference;
    return variance > 0 ? excess / Math.sqrt(variance) : Math.signum(excess) * NormalTail.FAR;
  }
}
