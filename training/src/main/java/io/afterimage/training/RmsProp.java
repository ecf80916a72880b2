package io.afterimage.training;

import java.util.List;
import java.util.Map;

/**
 * {@code v = rho v + (1 - rho) g^2}, then the variable falls by {@code learningRate g / sqrt(v +
 * epsilon)}; neither centred nor with momentum.
 *
 * @param learningRate above 0
 * @param rho decay of the squared gradient's mean
 * @param epsilon above 0
 */
public record RmsProp(double learningRate, double rho, double epsilon) implements Optimizer {

  /** With {@code rho} 0.9 and {@code epsilon} 1e-7. */
  public static RmsProp withRate(double learningRate) {
    return new RmsProp(learningRate, 0.9, 1e-7);
  }

  @Override
  public RmsProp scaledBy(double share) {
    return new RmsProp(learningRate * share, rho, epsilon);
  }

  @Override
  public List<String> means() {
    return List.of(LearnerState.SQUARE);
  }

  @Override
  public void update(float[] values, float[] gradient, List<float[]> means, int step) {
    float[] square = means.get(0);
    float rate = (float) learningRate;
    float kept = (float) rho;
    for (int i = 0; i < values.length; i++) {
      float g = gradient[i];
      float v = kept * square[i] + (1 - kept) * g * g;
      square[i] = v;
      values[i] -= rate * g / (float) Math.sqrt(v + (float) epsilon);
    }
  }

  @Override
  public Fused fused(int step) {
    return new Fused(
        "rmsprop_update", Map.of("lr", learningRate, "gamma1", rho, "epsilon", epsilon));
  }
}
