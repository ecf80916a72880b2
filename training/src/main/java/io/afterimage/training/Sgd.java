package io.afterimage.training;

import java.util.List;
import java.util.Map;

/**
 * Plain gradient descent: the variable falls by {@code learningRate g}, without momentum.
 *
 * @param learningRate above 0
 */
public record Sgd(double learningRate) implements Optimizer {

  @Override
  public Sgd scaledBy(double share) {
    return new Sgd(learningRate * share);
  }

  @Override
  public List<String> means() {
    return List.of();
  }

  @Override
  public void update(float[] values, float[] gradient, List<float[]> means, int step) {
    float rate = (float) learningRate;
    for (int i = 0; i < values.length; i++) {
      values[i] -= rate * gradient[i];
    }
  }

  @Override
  public Fused fused(int step) {
    return new Fused("sgd_update", Map.of("lr", learningRate));
  }
}
