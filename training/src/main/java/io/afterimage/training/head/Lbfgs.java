package io.afterimage.training.head;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth function by L-BFGS: Nocedal and Wright, Numerical Optimization (2006),
 * algorithms 7.4 and 7.5, with the line search of {@link WolfeSearch}. For one run.
 */
final class Lbfgs {

  /** A function and its gradient. */
  interface Objective {

    /** The value at a point; fills the gradient. */
    double evaluate(double[] point, double[] gradient);
  }

  /** When it is good enough; asked before each iteration. */
  interface Stop {

    /** Whether the point is near enough to the minimum. */
    boolean isReached(int iteration, double value, double squaredGradient);
  }

  /** Where it ended. */
  record Minimum(double[] point, double value, double squaredGradient, int iterations) {}

  /** The number of pairs that approximate the curvature; 10 is between the book's 3 and 20. */
  private static final int PAIRS = 10;

  private final Objective objective;
  private final Stop stop;
  private final Deque<Pair> pairs = new ArrayDeque<>();

  /** A step and the change of the gradient over it; floats, since there are many of them. */
  private record Pair(float[] step, float[] change, double rho) {}

  Lbfgs(Objective objective, Stop stop) {
    this.objective = objective;
    this.stop = stop;
  }

  /** Starts from a point, which is not changed. */
  Minimum minimise(double[] start) {
    double[] point = start.clone();
    double[] gradient = new double[point.length];
    double value = objective.evaluate(point, gradient);
    int iteration = 0;
    while (!stop.isReached(iteration, value, dot(gradient, gradient))) {
      double[] direction = direction(gradient);
      double slope = dot(direction, gradient);
      double first = pairs.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
      WolfeSearch search = new WolfeSearch(objective, point, value, slope, direction);
      if (!search.run(first)) {
        if (pairs.isEmpty()) {
          break;
        }
        pairs.clear();
        continue;
      }
      remember(point, search.point(), gradient, search.gradient());
      point = search.point();
      gradient = search.gradient();
      value = search.value();
      iteration++;
    }
    return new Minimum(point, value, dot(gradient, gradient), iteration);
  }

  /** Algorithm 7.4, with the scaling of (7.20). */
  private double[] direction(double[] gradient) {
    double[] q = gradient.clone();
    double[] alpha = new double[pairs.size()];
    int i = 0;
    for (Pair pair : pairs) {
      alpha[i] = pair.rho * dot(q, pair.step);
      add(q, -alpha[i], pair.change);
      i++;
    }
    if (!pairs.isEmpty()) {
      Pair newest = pairs.getFirst();
      double scale = 1 / (newest.rho * dot(newest.change, newest.change));
      for (int k = 0; k < q.length; k++) {
        q[k] *= scale;
      }
    }
    for (Iterator<Pair> oldest = pairs.descendingIterator(); oldest.hasNext(); ) {
      Pair pair = oldest.next();
      i--;
      double beta = pair.rho * dot(q, pair.change);
      add(q, alpha[i] - beta, pair.step);
    }
    for (int k = 0; k < q.length; k++) {
      q[k] = -q[k];
    }
    return q;
  }

  /** Keeps the pair if its curvature is positive by more than rounding. */
  private void remember(double[] from, double[] to, double[] before, double[] after) {
    float[] step = new float[from.length];
    float[] change = new float[from.length];
    for (int k = 0; k < step.length; k++) {
      step[k] = (float) (to[k] - from[k]);
      change[k] = (float) (after[k] - before[k]);
    }
    double curvature = dot(step, change);
    if (curvature > 1e-10 * Math.sqrt(dot(step, step) * dot(change, change))) {
      pairs.addFirst(new Pair(step, change, 1 / curvature));
      if (pairs.size() > PAIRS) {
        pairs.removeLast();
      }
    }
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double dot(double[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] target, double factor, float[] vector) {
    for (int i = 0; i < target.length; i++) {
      target[i] += factor * vector[i];
    }
  }
}
