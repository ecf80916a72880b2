package io.afterimage.training;

import io.afterimage.models.inference.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Variables between those that fine-tuning started from and those that it ended with, taken where
 * they are better on the validation images: Wortsman et al., "Robust fine-tuning of zero-shot
 * models" (2022).
 *
 * @param share of the end, above 0 and below 1
 * @param validation on the validation images
 */
public record WeightAverage(double share, Score validation) {

  private static final double[] SHARES = {0.25, 0.5, 0.75};

  /**
   * Leaves the learner with the best average, or as it was if none is better than it.
   *
   * @param start its variables before the first step
   * @param end the epoch whose variables it has
   */
  static Optional<WeightAverage> best(
      Map<String, Tensor> start,
      Learner learner,
      HeldOut validation,
      EpochResult end,
      Selection selection) {
    LearnerState state = learner.state();
    Optional<WeightAverage> best = Optional.empty();
    EpochResult bestSoFar = end;
    for (double share : SHARES) {
      learner.restore(state.withVariables(between(start, state.variables(), share)));
      Score score = validation.score(learner);
      if (selection.isBetter(end.withValidation(score), bestSoFar)) {
        best = Optional.of(new WeightAverage(share, score));
        bestSoFar = end.withValidation(score);
      }
    }
    learner.restore(
        best.map(average -> state.withVariables(between(start, state.variables(), average.share())))
            .orElse(state));
    return best;
  }

  private static Map<String, Tensor> between(
      Map<String, Tensor> start, Map<String, Tensor> end, double share) {
    Map<String, Tensor> average = new LinkedHashMap<>();
    end.forEach((name, tensor) -> average.put(name, between(start.get(name), tensor, share)));
    return average;
  }

  private static Tensor between(Tensor start, Tensor end, double share) {
    float[] from = start.values();
    float[] to = end.values();
    float[] values = new float[to.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (from[i] + share * (to[i] - from[i]));
    }
    return new Tensor(end.shape(), values);
  }
}
