package io.afterimage.trainer.training.djl;

/** How a gradient changes a variable. The formulas and defaults are those of Keras' optimisers. */
public sealed interface FineTuneOptimizer {

  /** The step size. */
  double learningRate();

  /**
   * {@code v = rho v + (1 - rho) g^2}, then the variable falls by {@code learningRate g / sqrt(v +
   * epsilon)}; neither centred nor with momentum.
   */
  record RmsProp(double learningRate, double rho, double epsilon) implements FineTuneOptimizer {

    /** With {@code rho} 0.9 and {@code epsilon} 1e-7. */
    public static RmsProp withRate(double learningRate) {
      return new RmsProp(learningRate, 0.9, 1e-7);
    }
  }

  /**
   * {@code m = beta1 m + (1 - beta1) g} and {@code v = beta2 v + (1 - beta2) g^2}, then at step
   * {@code t} from 1 the variable falls by {@code a m / (sqrt(v) + epsilon)} with {@code a =
   * learningRate sqrt(1 - beta2^t) / (1 - beta1^t)}.
   */
  record Adam(double learningRate, double beta1, double beta2, double epsilon)
      implements FineTuneOptimizer {

    /** With {@code beta1} 0.9, {@code beta2} 0.999 and {@code epsilon} 1e-7. */
    public static Adam withRate(double learningRate) {
      return new Adam(learningRate, 0.9, 0.999, 1e-7);
    }

    /**
     * {@code a} of a step.
     *
     * @param step counts from 1
     */
    double correctedRate(int step) {
      return learningRate() * Math.sqrt(1 - Math.pow(beta2, step)) / (1 - Math.pow(beta1, step));
    }
  }
}
