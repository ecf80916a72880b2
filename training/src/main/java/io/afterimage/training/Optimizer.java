package io.afterimage.training;

import java.util.List;
import java.util.Map;

/**
 * How a gradient changes a variable. The formulas and defaults are those of Keras' optimisers. All
 * that an engine needs to know is here: the formula itself, and the coefficients and running means
 * of an engine's own form of it.
 */
public sealed interface Optimizer permits Adam, RmsProp, Sgd {

  /** The step size. */
  double learningRate();

  /**
   * By its name, with Keras' other defaults.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  static Optimizer named(String name, double learningRate) {
    return switch (name) {
      case "rmsprop" -> RmsProp.withRate(learningRate);
      case "adam" -> Adam.withRate(learningRate);
      case "sgd" -> new Sgd(learningRate);
      default -> throw new IllegalArgumentException("there is no optimiser '%s'".formatted(name));
    };
  }

  /** The same with the rate multiplied by {@code share}. */
  Optimizer scaledBy(double share);

  /**
   * The running means that it keeps of each variable, from zero, as {@link LearnerState} names
   * them.
   */
  List<String> means();

  /**
   * Changes a variable in place.
   *
   * @param values of the variable
   * @param means in the order of {@link #means()}; changed as well
   * @param step counts from 1
   */
  void update(float[] values, float[] gradient, List<float[]> means, int step);

  /**
   * MXNet's operator for the same update.
   *
   * @param step counts from 1
   */
  Fused fused(int step);

  /**
   * An operator and its coefficients, by MXNet's names.
   *
   * @param operator takes variable, gradient and running means
   */
  record Fused(String operator, Map<String, Double> coefficients) {}
}
