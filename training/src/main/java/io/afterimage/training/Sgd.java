package io.afterimage.training;

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
}
