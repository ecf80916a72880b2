package io.afterimage.training;

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
}
