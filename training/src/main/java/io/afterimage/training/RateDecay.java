package io.afterimage.training;

/**
 * How the learning rate falls over a phase. Follows from the step alone, so that nothing is kept.
 */
public enum RateDecay {
  /** It stays. */
  NONE {
    @Override
    double share(long step, long steps) {
      return 1;
    }
  },
  /**
   * Half a cosine from the whole rate to nothing, {@code (1 + cos(pi step / steps)) / 2}, as Keras'
   * {@code CosineDecay} with {@code alpha} 0: Loshchilov and Hutter, "SGDR: Stochastic Gradient
   * Descent with Warm Restarts" (2016), without restarts.
   */
  COSINE {
    @Override
    double share(long step, long steps) {
      return 0.5 * (1 + Math.cos(Math.PI * step / steps));
    }
  };

  /**
   * What a step takes of the optimiser's rate, 0 to 1.
   *
   * @param step counts from 0
   * @param steps of the whole phase, more than {@code step}
   */
  abstract double share(long step, long steps);

  /**
   * Reads the form in options.
   *
   * @throws IllegalArgumentException when it is neither
   */
  static RateDecay parse(String code) {
    return Codes.parse(RateDecay.class, "decay of the rate", code);
  }
}
