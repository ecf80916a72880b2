package io.afterimage.benchmarks.parts;

import io.afterimage.training.validation.Candidacy;
import io.afterimage.training.validation.ClassScore;
import io.afterimage.training.validation.Comparison;
import io.afterimage.training.validation.Evaluation;
import io.afterimage.training.validation.Interval;
import io.afterimage.training.validation.PairedOutcomes;
import io.afterimage.training.validation.PromotionGate;
import io.afterimage.training.validation.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Candidates of known accuracy before the gate. Every image has a difficulty, uniform in [0, 1): a
 * model of accuracy p names it right below p, but for a share of images on which it follows a
 * difficulty of its own.
 */
public final class GateTrial {

  private static final double OWN_SHARE = 0.1;

  private final PromotionGate gate;
  private final SplittableRandom random;
  private final double[] difficulties;

  /**
   * With one set of images.
   *
   * @param images how many labelled images nobody has learned
   */
  public GateTrial(PromotionGate gate, int images, SplittableRandom random) {
    this.gate = gate;
    this.random = random;
    this.difficulties = random.doubles(images).toArray();
  }

  /** Which images a model of that accuracy names right. */
  public boolean[] answers(double accuracy) {
    boolean[] right = new boolean[difficulties.length];
    for (int image = 0; image < right.length; image++) {
      boolean own = random.nextDouble() < OWN_SHARE;
      right[image] = (own ? random.nextDouble() : difficulties[image]) < accuracy;
    }
    return right;
  }

  /**
   * Whether the gate publishes the candidate.
   *
   * @param level at which it is tested
   */
  public boolean passes(
      boolean[] candidate, boolean[] active, Optional<boolean[]> best, double level) {
    return passes(gate, candidate, active, best, level);
  }

  static boolean passes(
      PromotionGate gate,
      boolean[] candidate,
      boolean[] active,
      Optional<boolean[]> best,
      double level) {
    Verdict verdict =
        gate.judge(
            new Candidacy(
                evaluation(candidate),
                Optional.of(evaluation(active)),
                Optional.of(new Comparison("active", pairs(candidate, active), level)),
                best.map(rival -> new Comparison("best", pairs(candidate, rival), level)),
                List.of(),
                Optional.empty()));
    return verdict instanceof Verdict.Promoted;
  }

  /** How many are right. */
  public static int right(boolean[] answers) {
    int right = 0;
    for (boolean one : answers) {
      right += one ? 1 : 0;
    }
    return right;
  }

  private static PairedOutcomes pairs(boolean[] candidate, boolean[] opponent) {
    PairedOutcomes outcomes = PairedOutcomes.NONE;
    for (int image = 0; image < candidate.length; image++) {
      outcomes = outcomes.with(candidate[image], opponent[image]);
    }
    return outcomes;
  }

  private static Evaluation evaluation(boolean[] answers) {
    int right = right(answers);
    return new Evaluation(
        answers.length,
        (double) right / answers.length,
        Interval.wilson(right, answers.length),
        List.of(new ClassScore("all", answers.length, right)),
        List.of(),
        List.of(),
        List.of(answers.length),
        0,
        0);
  }
}
