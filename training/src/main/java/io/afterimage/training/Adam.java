package io.afterimage.training;

import io.afterimage.config.Range;
import io.afterimage.schemas.schedule.ScheduleOptions;
import java.util.List;
import java.util.Map;

/**
 * Adam as Keras defines it: with {@code a = learningRate * sqrt(1 - beta2^t) / (1 - beta1^t)} at
 * step {@code t} from 1, a variable falls by {@code a * m / (sqrt(v) + epsilon)}. This is the form
 * before section 2.1 of Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2014), where
 * epsilon is called "epsilon hat".
 *
 * @param learningRate above 0
 * @param beta1 decay of the gradient's mean, 0 up to, not including, 1
 * @param beta2 decay of the squared gradient's mean, 0 up to, not including, 1
 * @param epsilon above 0
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon)
    implements Optimizer {

  /** Keras' defaults but for the schedule's learning rate of 1e-4. */
  public static final Adam DEFAULT = new Adam(1e-4, 0.9, 0.999, 1e-7);

  /** With Keras' other defaults. */
  public static Adam withRate(double learningRate) {
    return new Adam(learningRate, DEFAULT.beta1, DEFAULT.beta2, DEFAULT.epsilon);
  }

  /**
   * {@code a} of a step.
   *
   * @param step counts from 1
   */
  public double correctedRate(int step) {
    return learningRate * Math.sqrt(1 - Math.pow(beta2, step)) / (1 - Math.pow(beta1, step));
  }

  @Override
  public Adam scaledBy(double share) {
    return new Adam(learningRate * share, beta1, beta2, epsilon);
  }

  @Override
  public List<String> means() {
    return List.of(LearnerState.MEAN, LearnerState.SQUARE);
  }

  @Override
  public void update(float[] values, float[] gradient, List<float[]> means, int step) {
    float[] mean = means.get(0);
    float[] square = means.get(1);
    float rate = (float) correctedRate(step);
    float restOfMean = 1 - (float) beta1;
    float restOfSquare = 1 - (float) beta2;
    for (int i = 0; i < values.length; i++) {
      float g = gradient[i];
      float m = mean[i] + (g - mean[i]) * restOfMean;
      float v = square[i] + (g * g - square[i]) * restOfSquare;
      mean[i] = m;
      square[i] = v;
      values[i] -= rate * m / ((float) Math.sqrt(v) + (float) epsilon);
    }
  }

  @Override
  public Fused fused(int step) {
    return new Fused(
        "adam_update",
        Map.of("lr", correctedRate(step), "beta1", beta1, "beta2", beta2, "epsilon", epsilon));
  }

  void check(String option, List<String> problems) {
    ScheduleOptions.FREEZE_RATE.check(option + ".learning-rate", learningRate, problems);
    Range.SHARE.check(option + ".beta1", beta1, problems);
    Range.SHARE.check(option + ".beta2", beta2, problems);
    Range.ABOVE_ZERO.check(option + ".epsilon", epsilon, problems);
  }
}
