package io.afterimage.training.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.training.Activations;
import io.afterimage.training.ClassWeights;
import io.afterimage.training.Learner;
import io.afterimage.training.Optimizer;
import io.afterimage.training.RmsProp;
import io.afterimage.training.djl.KerasFixture.VariableSample;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both learners compute what Keras computes. */
abstract class KerasStepContract {

  static final Map<String, Tensor> BASE = KnownBackbone.MOBILENETV2.shippedWeights();
  static final int[] LABELS = {0, 1, 0, 1};

  abstract FineTuneLearner open(FineTunePlan plan, Map<String, Tensor> weights);

  static Stream<KerasFixture.Case> cases() throws IOException {
    return KerasFixture.read().cases().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldComputeKerasGradients(KerasFixture.Case expected) throws IOException {
    KerasFixture fixture = KerasFixture.read();
    Activations batch = FormulaBatch.activations(fixture.batch(), fixture.size());

    try (FineTuneLearner learner = learner(expected.optimizer(), 0, 1, expected.logits())) {
      Map<String, Tensor> gradients = learner.gradients(batch, expected.labels());

      assertThat(gradients.keySet())
          .containsExactlyInAnyOrderElementsOf(
              expected.variables().stream().map(VariableSample::name).toList());
      SoftAssertions softly = new SoftAssertions();
      for (VariableSample variable : expected.variables()) {
        float[] gradient = gradients.get(variable.name()).values();
        softly.assertThat(gradient).as(variable.name()).hasSize(variable.size());
        softly
            .assertThat(largestDifference(gradient, variable.positions(), variable.gradient()))
            .as(variable.name())
            .isLessThan(1e-3 * variable.largest());
        softly
            .assertThat(norm(gradient))
            .as("norm of " + variable.name())
            .isCloseTo(variable.norm(), within(1e-3 * variable.norm()));
      }
      softly.assertAll();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldMoveVariablesAsKerasDoes(KerasFixture.Case expected) throws IOException {
    KerasFixture fixture = KerasFixture.read();
    Activations batch = FormulaBatch.activations(fixture.batch(), fixture.size());

    try (FineTuneLearner learner = learner(expected.optimizer(), 0, 1, expected.logits())) {
      Map<String, Tensor> before = learner.variables();
      assertThat(flat(learner.logits(batch)))
          .containsExactly(flat(expected.output()), within(1e-4f));
      Learner.StepResult first = learner.train(batch, expected.labels());
      Map<String, Tensor> one = learner.variables();
      Learner.StepResult second = learner.train(batch, expected.labels());
      Map<String, Tensor> two = learner.variables();

      assertThat(first.loss()).isCloseTo(expected.loss(), within(1e-5));
      assertThat(second.loss()).isCloseTo(expected.lossOfSecondStep(), within(1e-3));
      SoftAssertions softly = new SoftAssertions();
      for (VariableSample variable : expected.variables()) {
        float[] start = before.get(variable.name()).values();
        assertUpdate(softly, variable, start, one, variable.afterOneStep());
        assertUpdate(softly, variable, start, two, variable.afterTwoSteps());
      }
      softly.assertAll();
    }
  }

  static Optimizer rmsProp() {
    return RmsProp.withRate(1e-5);
  }

  static FineTunePlan plan(Optimizer optimizer, double dropout, long seed, int fromLayer) {
    return new FineTunePlan(
        KnownBackbone.MOBILENETV2.shippedTable(),
        fromLayer,
        96,
        96,
        optimizer,
        dropout,
        ClassWeights.NONE,
        seed);
  }

  final FineTuneLearner learner(Optimizer optimizer, double dropout, long seed, int logits) {
    return open(plan(optimizer, dropout, seed, 100), weights(logits));
  }

  final FineTuneLearner learnerOf(Map<String, Tensor> variables) {
    Map<String, Tensor> weights = new HashMap<>(BASE);
    weights.putAll(variables);
    return open(plan(rmsProp(), 0, 1, 100), weights);
  }

  static Map<String, Tensor> weights(int logits) {
    Map<String, Tensor> weights = new HashMap<>(BASE);
    weights.put("head.weight", FormulaBatch.headWeight(logits));
    weights.put("head.bias", FormulaBatch.headBias(logits));
    return weights;
  }

  /** One hundredth of the largest update, and the rounding of the value itself. */
  private static void assertUpdate(
      SoftAssertions softly,
      VariableSample variable,
      float[] start,
      Map<String, Tensor> ours,
      double[] theirs) {
    float[] values = ours.get(variable.name()).values();
    double largest = 0;
    for (int i = 0; i < theirs.length; i++) {
      largest = Math.max(largest, Math.abs(theirs[i] - start[variable.positions()[i]]));
    }
    for (int i = 0; i < theirs.length; i++) {
      float value = values[variable.positions()[i]];
      softly
          .assertThat((double) value)
          .as("%s at %d", variable.name(), variable.positions()[i])
          .isCloseTo(theirs[i], within(1e-2 * largest + Math.ulp(value)));
    }
  }

  private static double largestDifference(float[] ours, int[] positions, double[] theirs) {
    double largest = 0;
    for (int i = 0; i < positions.length; i++) {
      largest = Math.max(largest, Math.abs(ours[positions[i]] - theirs[i]));
    }
    return largest;
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, flat, row * rows[0].length, rows[0].length);
    }
    return flat;
  }
}
