package io.afterimage.training.head;

import java.util.function.BooleanSupplier;

/**
 * The heads of some folds, each of which learns the examples of all others and answers those of its
 * own. Used by one thread; owns native memory until closed.
 */
final class FoldHeads implements AutoCloseable {

  /** How far above its minimum the mean loss of the folds may be: enough to compare strengths. */
  private static final double TOLERANCE = 1e-4;

  private final HeadExamples examples;
  private final Folds folds;
  private final int[] which;
  private final HeadProblem problem;

  FoldHeads(SoftmaxEngine engine, HeadExamples examples, Folds folds, int[] which, double[] mean) {
    this.examples = examples;
    this.folds = folds;
    this.which = which;
    float[][] shares = new float[which.length][examples.rows()];
    boolean[][] present = new boolean[which.length][];
    for (int head = 0; head < which.length; head++) {
      present[head] = folds.present()[which[head]];
      for (int row = 0; row < examples.rows(); row++) {
        boolean own = folds.byRow()[row] == which[head];
        shares[head][row] = own ? 0 : (float) examples.weights()[row];
      }
    }
    problem = new HeadProblem(engine, examples, shares, present, mean);
  }

  /** Fits them. */
  void fit(double l2, BooleanSupplier cancelled) {
    problem.minimise(l2, TOLERANCE, cancelled);
  }

  /** The weighted sum of the cross-entropies of the answers. */
  double loss() {
    double[] sum = new double[1];
    answers(
        (row, logits) -> {
          int label = examples.labels()[row];
          if (folds.isAnswered(row, label)) {
            sum[0] += examples.weights()[row] * Temperature.crossEntropy(logits, label, 1);
          }
        });
    return sum[0];
  }

  /**
   * What the heads say of the examples of their folds.
   *
   * @param receiver gets logits (classes), reused for the next example
   */
  void answers(SoftmaxPasses.Receiver receiver) {
    int classes = examples.classes();
    float[] own = new float[classes];
    problem.logits(
        (row, logits) -> {
          for (int head = 0; head < which.length; head++) {
            if (folds.byRow()[row] == which[head]) {
              System.arraycopy(logits, head * classes, own, 0, classes);
              receiver.accept(row, own);
            }
          }
        });
  }

  double[] point() {
    return problem.point();
  }

  void moveTo(double[] point) {
    problem.moveTo(point);
  }

  /** Starts every head from the variables of one. */
  void startFrom(double[] variables) {
    int classes = examples.classes();
    int weights = variables.length - classes;
    double[] point = new double[variables.length * which.length];
    for (int head = 0; head < which.length; head++) {
      System.arraycopy(variables, 0, point, head * weights, weights);
      System.arraycopy(variables, weights, point, which.length * weights + head * classes, classes);
    }
    problem.moveTo(point);
  }

  /** The mean of the heads' variables: a good start for one that learns all examples. */
  double[] mean() {
    double[] point = problem.point();
    int classes = examples.classes();
    int weights = point.length / which.length - classes;
    double[] mean = new double[weights + classes];
    for (int head = 0; head < which.length; head++) {
      for (int i = 0; i < weights; i++) {
        mean[i] += point[head * weights + i] / which.length;
      }
      for (int label = 0; label < classes; label++) {
        mean[weights + label] +=
            point[which.length * weights + head * classes + label] / which.length;
      }
    }
    return mean;
  }

  @Override
  public void close() {
    problem.close();
  }
}
