package io.afterimage.training.head;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Several heads on the same features that learn side by side, each from the examples of its own
 * that have a share in it. Their losses are added, so one minimisation fits them all: they share no
 * variable. Used by one thread; owns native memory until closed.
 *
 * <p>The variables are the weights (heads x classes, features) and then the biases. Features count
 * from their mean, which changes no optimum, since biases are not regularised, and saves most of
 * the iterations.
 */
final class HeadProblem implements AutoCloseable {

  /** Of a minimisation; 30 to 200 are usual. */
  private static final int MOST_ITERATIONS = 500;

  private final SoftmaxPasses passes;
  private final float[][] shares;
  private final double[] mean;
  private final int rows;
  private final int outputs;
  private final double totalShare;
  private final float[] weight;
  private final float[] bias;
  private final float[] losses;
  private final double[] weightGradient;
  private final double[] biasGradient;
  private double[] point;

  /**
   * Starts at 0.
   *
   * @param shares what each example counts in each head: {@code [head][row]}
   * @param present the classes that each head has examples of: {@code [head][class]}; the others
   *     have no probability
   * @param mean of the features
   */
  HeadProblem(
      SoftmaxEngine engine,
      HeadExamples examples,
      float[][] shares,
      boolean[][] present,
      double[] mean) {
    this.shares = shares;
    this.mean = mean;
    rows = examples.labels().length;
    outputs = shares.length * examples.classes();
    double total = 0;
    for (float[] ofHead : shares) {
      for (float share : ofHead) {
        total += share;
      }
    }
    totalShare = total;
    weight = new float[outputs * mean.length];
    bias = new float[outputs];
    losses = new float[rows * shares.length];
    weightGradient = new double[weight.length];
    biasGradient = new double[outputs];
    point = new double[weight.length + outputs];
    passes =
        engine.open(
            examples.features(), examples.labels(), examples.classes(), shares, offsets(present));
  }

  /** Low enough for a probability of 0, and finite. */
  private static float[][] offsets(boolean[][] present) {
    float[][] offsets = new float[present.length][];
    for (int head = 0; head < present.length; head++) {
      offsets[head] = new float[present[head].length];
      for (int label = 0; label < present[head].length; label++) {
        offsets[head][label] = present[head][label] ? 0 : -1e6f;
      }
    }
    return offsets;
  }

  /** Where it stands: a copy. */
  double[] point() {
    return point.clone();
  }

  /** Continues from that point. */
  void moveTo(double[] other) {
    point = other.clone();
  }

  /**
   * Goes to the minimum for this strength of regularisation.
   *
   * @param tolerance how far above its minimum the mean loss may stay: the objective is {@code
   *     l2}-strongly convex in the weights, so it lies within {@code |gradient|² / (2 l2)} of it
   * @throws CancellationException within one iteration, when cancelled
   */
  void minimise(double l2, double tolerance, BooleanSupplier cancelled) {
    double allowed = tolerance * totalShare * 2 * l2;
    Lbfgs lbfgs =
        new Lbfgs(
            (at, gradient) -> evaluate(at, l2, gradient),
            (iteration, value, squaredGradient) -> {
              if (cancelled.getAsBoolean()) {
                throw new CancellationException("training was cancelled");
              }
              return squaredGradient <= allowed || iteration >= MOST_ITERATIONS;
            });
    point = lbfgs.minimise(point).point();
    place(point);
  }

  private double evaluate(double[] at, double l2, double[] gradient) {
    place(at);
    Arrays.fill(weightGradient, 0);
    Arrays.fill(biasGradient, 0);
    passes.run(weight, bias, losses, weightGradient, biasGradient);
    double value = 0;
    for (int row = 0, i = 0; row < rows; row++) {
      for (int head = 0; head < shares.length; head++, i++) {
        float share = shares[head][row];
        value += share == 0 ? 0 : (double) share * losses[i];
      }
    }
    double squares = 0;
    for (int output = 0, i = 0; output < outputs; output++) {
      double slope = biasGradient[output];
      for (int column = 0; column < mean.length; column++, i++) {
        squares += at[i] * at[i];
        gradient[i] = weightGradient[i] - slope * mean[column] + l2 * at[i];
      }
      gradient[weight.length + output] = slope;
    }
    return value + l2 / 2 * squares;
  }

  /** Writes the weights, and the biases for features that do not count from their mean. */
  private void place(double[] at) {
    for (int output = 0, i = 0; output < outputs; output++) {
      double shift = 0;
      for (int column = 0; column < mean.length; column++, i++) {
        weight[i] = (float) at[i];
        shift += at[i] * mean[column];
      }
      bias[output] = (float) (at[weight.length + output] - shift);
    }
  }

  /** Hands out the logits of every example by every head: (heads x classes). */
  void logits(SoftmaxPasses.Receiver receiver) {
    place(point);
    passes.logits(weight, bias, receiver);
  }

  /** The weights (heads x classes, features) where it stands. */
  float[] weight() {
    return weight.clone();
  }

  /** The biases (heads x classes) where it stands. */
  float[] bias() {
    return bias.clone();
  }

  @Override
  public void close() {
    passes.close();
  }
}
