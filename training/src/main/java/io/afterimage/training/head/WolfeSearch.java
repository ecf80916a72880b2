package io.afterimage.training.head;

/**
 * A step along a direction that satisfies the strong Wolfe conditions: Nocedal and Wright,
 * algorithms 3.5 and 3.6, with c1 = 1e-4 and c2 = 0.9 and cubic interpolation (3.59). For one
 * search.
 */
final class WolfeSearch {

  private static final double SUFFICIENT = 1e-4;
  private static final double CURVATURE = 0.9;
  private static final int MOST_EVALUATIONS = 25;

  private final Lbfgs.Objective objective;
  private final double[] from;
  private final double valueAtStart;
  private final double slopeAtStart;
  private final double[] direction;
  private double[] point;
  private double[] gradient;
  private double value;
  private int evaluations;

  /** A place on the ray: step, value and slope there. */
  private record Place(double step, double value, double slope) {}

  /**
   * From a point.
   *
   * @param slope of the function along the direction
   */
  WolfeSearch(
      Lbfgs.Objective objective, double[] from, double value, double slope, double[] direction) {
    this.objective = objective;
    this.from = from;
    this.valueAtStart = value;
    this.slopeAtStart = slope;
    this.direction = direction;
  }

  /**
   * Searches.
   *
   * @param first the step that is tried first
   * @return whether the function is lower at the step that was found
   */
  boolean run(double first) {
    if (!(slopeAtStart < 0)) {
      return false;
    }
    Place before = new Place(0, valueAtStart, slopeAtStart);
    double step = first;
    while (evaluations < MOST_EVALUATIONS) {
      Place here = at(step);
      if (!isLowEnough(here) || (before.step > 0 && here.value >= before.value)) {
        return zoom(before, here);
      }
      if (isFlatEnough(here)) {
        return true;
      }
      if (here.slope >= 0) {
        return zoom(here, before);
      }
      before = here;
      step *= 2;
    }
    return value < valueAtStart;
  }

  /** Between two places, of which {@code low} is the lower and slopes towards the other. */
  private boolean zoom(Place low, Place high) {
    while (evaluations < MOST_EVALUATIONS && low.step != high.step) {
      Place here = at(between(low, high));
      if (!isLowEnough(here) || here.value >= low.value) {
        high = here;
      } else {
        if (isFlatEnough(here)) {
          return true;
        }
        if (here.slope * (high.step - low.step) >= 0) {
          high = low;
        }
        low = here;
      }
    }
    if (low.step == 0) {
      return false;
    }
    at(low.step);
    return value < valueAtStart;
  }

  /** The minimum of the cubic through both, or the middle where that lies at an end. */
  private static double between(Place a, Place b) {
    double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step);
    double d2 = Math.signum(b.step - a.step) * Math.sqrt(d1 * d1 - a.slope * b.slope);
    double cubic = b.step - (b.step - a.step) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
    double share = (cubic - a.step) / (b.step - a.step);
    return share > 0.1 && share < 0.9 ? cubic : (a.step + b.step) / 2;
  }

  private boolean isLowEnough(Place place) {
    return place.value <= valueAtStart + SUFFICIENT * place.step * slopeAtStart;
  }

  private boolean isFlatEnough(Place place) {
    return Math.abs(place.slope) <= -CURVATURE * slopeAtStart;
  }

  private Place at(double step) {
    evaluations++;
    point = new double[from.length];
    gradient = new double[from.length];
    for (int i = 0; i < point.length; i++) {
      point[i] = from[i] + step * direction[i];
    }
    value = objective.evaluate(point, gradient);
    return new Place(step, value, Lbfgs.dot(gradient, direction));
  }

  double[] point() {
    return point;
  }

  double[] gradient() {
    return gradient;
  }

  double value() {
    return value;
  }
}
