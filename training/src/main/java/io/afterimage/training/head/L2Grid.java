package io.afterimage.training.head;

/**
 * The strengths of regularisation that are compared, half a decade apart. They are shares of the
 * features' variance, so that the scale of the features does not count: at 1 the prior of a logit
 * has a standard deviation of 1 over the examples, at 1e-6 of 1,000.
 *
 * @param variance the mean squared distance of an example's features from their mean
 */
record L2Grid(double variance) {

  /** From 3 times the variance to a millionth. */
  static final int SIZE = 14;

  private static final int USUAL = 3;

  double at(int place) {
    return Math.max(variance, Double.MIN_NORMAL) * Math.pow(10, (1 - place) / 2.0);
  }

  /**
   * Where the best one usually is for hundreds of examples, a tenth of the variance; strong ones
   * are fitted fast.
   */
  int usual() {
    return USUAL;
  }

  /** The nearest place to a strength. */
  int nearest(double l2) {
    int nearest = 0;
    for (int place = 1; place < SIZE; place++) {
      if (Math.abs(Math.log(at(place) / l2)) < Math.abs(Math.log(at(nearest) / l2))) {
        nearest = place;
      }
    }
    return nearest;
  }
}
