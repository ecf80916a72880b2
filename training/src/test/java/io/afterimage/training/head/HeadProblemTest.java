package io.afterimage.training.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.networks.onnx.Head;
import io.afterimage.training.djl.OnnxSoftmaxEngine;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/**
 * Against scikit-learn 1.9.1: {@code LogisticRegression(C=1/l2, tol=1e-10)} on the same 60 weighted
 * examples. Its form for two classes has one row of weights {@code z}, of which two rows of half
 * have half the squares, so {@code C=2/l2} there.
 */
class HeadProblemTest {

  private static final double L2 = 0.5;

  private final SoftmaxEngine engine = new OnnxSoftmaxEngine();

  private HeadProblem problem(HeadExamples examples, float[]... shares) {
    boolean[][] present = new boolean[shares.length][examples.classes()];
    for (boolean[] ofHead : present) {
      Arrays.fill(ofHead, true);
    }
    double[] mean = examples.features().mean(examples.weights());
    return new HeadProblem(engine, examples, shares, present, mean);
  }

  private static float[] shares(HeadExamples examples) {
    float[] shares = new float[examples.rows()];
    for (int row = 0; row < shares.length; row++) {
      shares[row] = (float) examples.weights()[row];
    }
    return shares;
  }

  private Head fit(int classes) {
    HeadExamples examples = Examples.golden(classes);
    try (HeadProblem problem = problem(examples, shares(examples))) {
      problem.minimise(L2, 1e-9, () -> false);
      return HeadForm.head(problem.weight(), problem.bias(), classes, 1);
    }
  }

  @Test
  void shouldFindTheOptimumOfThreeClasses() {
    Head head = fit(3);

    assertThat(head.weight().shape()).containsExactly(3, 4);
    assertThat(head.weight().values())
        .containsExactly(
            new float[] {
              1.47641f, -0.68250f, -0.58912f, -0.07026f,
              -0.81822f, 1.43609f, -0.67970f, 0.19067f,
              -0.65819f, -0.75359f, 1.26882f, -0.12041f
            },
            within(2e-3f));
    // Biases count up to a number that all share.
    float[] bias = head.bias().values();
    assertThat(bias[1] - bias[0]).isCloseTo(-0.31313f + 0.63711f, within(0.01f));
    assertThat(bias[2] - bias[0]).isCloseTo(0.95024f + 0.63711f, within(0.01f));
  }

  @Test
  void shouldGiveTwoClassesOneLogit() {
    Head head = fit(2);

    assertThat(head.weight().shape()).containsExactly(1, 4);
    assertThat(head.weight().values())
        .containsExactly(new float[] {-1.84098f, 1.68856f, -0.00537f, 0.15934f}, within(2e-3f));
    assertThat(head.bias().values()[0]).isCloseTo(-0.59821f, within(0.01f));
  }

  /** The gradient by central differences of a loss that is computed here. */
  @Test
  void shouldHaveTheGradientOfItsLoss() {
    HeadExamples examples = Examples.golden(3);
    float[] half = shares(examples);
    Arrays.fill(half, 0, 30, 0);
    float[][] shares = {shares(examples), half};
    float[] weight = new float[2 * 3 * 4];
    float[] bias = new float[2 * 3];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) Math.cos(i) / 4;
    }
    float[] losses = new float[60 * 2];
    double[] weightGradient = new double[weight.length];
    double[] biasGradient = new double[bias.length];
    try (SoftmaxPasses passes =
        engine.open(examples.features(), examples.labels(), 3, shares, new float[2][3])) {
      passes.run(weight, bias, losses, weightGradient, biasGradient);
    }
    for (int i = 0; i < weight.length; i++) {
      double slope =
          (loss(examples, shares, weight, bias, i, 1e-4)
                  - loss(examples, shares, weight, bias, i, -1e-4))
              / 2e-4;
      assertThat(weightGradient[i]).isCloseTo(slope, within(1e-3));
    }
    assertThat(biasGradient[0] + biasGradient[1] + biasGradient[2]).isCloseTo(0, within(1e-4));
    double sum = 0;
    for (int row = 0; row < 60; row++) {
      sum += shares[0][row] * losses[2 * row] + shares[1][row] * losses[2 * row + 1];
    }
    assertThat(sum).isCloseTo(loss(examples, shares, weight, bias, 0, 0), within(1e-3));
  }

  private static double loss(
      HeadExamples examples, float[][] shares, float[] weight, float[] bias, int moved, double by) {
    double sum = 0;
    for (int row = 0; row < 60; row++) {
      float[] x = examples.features().row(row);
      for (int head = 0; head < 2; head++) {
        double[] z = new double[3];
        for (int label = 0; label < 3; label++) {
          int output = head * 3 + label;
          z[label] = bias[output];
          for (int column = 0; column < 4; column++) {
            int i = output * 4 + column;
            z[label] += (weight[i] + (i == moved ? by : 0)) * x[column];
          }
        }
        double total = Math.exp(z[0]) + Math.exp(z[1]) + Math.exp(z[2]);
        sum += shares[head][row] * (Math.log(total) - z[examples.labels()[row]]);
      }
    }
    return sum;
  }

  @Test
  void shouldFitHeadsSideBySideAsOneByOne() {
    HeadExamples examples = Examples.golden(3);
    float[] half = shares(examples);
    Arrays.fill(half, 0, 30, 0);
    try (HeadProblem both = problem(examples, shares(examples), half);
        HeadProblem alone = problem(examples, half)) {
      both.minimise(L2, 1e-9, () -> false);
      alone.minimise(L2, 1e-9, () -> false);

      assertThat(Arrays.copyOfRange(both.weight(), 12, 24))
          .containsExactly(alone.weight(), within(2e-3f));
    }
  }

  @Test
  void shouldStopBetweenIterationsWhenCancelled() {
    HeadExamples examples = Examples.golden(3);
    int[] asked = new int[1];
    try (HeadProblem problem = problem(examples, shares(examples))) {
      assertThatThrownBy(() -> problem.minimise(L2, 1e-9, () -> ++asked[0] == 3))
          .isInstanceOf(CancellationException.class);
    }
    assertThat(asked[0]).isEqualTo(3);
  }

  @Test
  void shouldCrossBlocks() {
    HeadExamples small = Examples.golden(3);
    int times = FeatureMatrix.BLOCK_ROWS / 60 + 2;
    int rows = 60 * times;
    float[][] features = new float[rows][];
    int[] labels = new int[rows];
    double[] weights = new double[rows];
    for (int row = 0; row < rows; row++) {
      features[row] = small.features().row(row % 60);
      labels[row] = small.labels()[row % 60];
      weights[row] = small.weights()[row % 60] / times;
    }
    HeadExamples large = Examples.examples(features, labels, 3, weights, row -> "id-" + row);
    try (HeadProblem problem = problem(large, shares(large))) {
      problem.minimise(L2, 1e-9, () -> false);

      assertThat(problem.weight()).containsExactly(fit(3).weight().values(), within(2e-3f));
    }
  }
}
