package io.afterimage.training.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.models.inference.Tensor;
import io.afterimage.training.Activations;
import io.afterimage.training.Adam;
import io.afterimage.training.ClassWeights;
import io.afterimage.training.Optimizer;
import io.afterimage.training.Sgd;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How both learners behave, beyond computing what Keras computes. */
abstract class FineTuneLearnerContract extends KerasStepContract {

  @Test
  void shouldLearnEveryVariableAboveTheCut() {
    try (FineTuneLearner learner = learner(rmsProp(), 0, 1, 1)) {
      Map<String, Tensor> before = learner.variables();
      learner.train(FormulaBatch.activations(4, 6), LABELS);
      Map<String, Tensor> after = learner.variables();

      assertThat(before).hasSize(56);
      assertThat(before.values().stream().mapToInt(tensor -> tensor.values().length).sum())
          .isEqualTo(1_862_721);
      assertThat(before.keySet()).startsWith("block_11_depthwise.weight");
      before.forEach(
          (name, tensor) ->
              assertThat(after.get(name).values()).as(name).isNotEqualTo(tensor.values()));
    }
  }

  @Test
  void shouldNotMoveMovingStatistics() {
    Activations batch = FormulaBatch.activations(4, 6);
    try (FineTuneLearner learner = learner(rmsProp(), 0.2, 1, 1)) {
      for (int step = 0; step < 3; step++) {
        learner.train(batch, LABELS);
      }

      try (FineTuneLearner anew = learnerOf(learner.variables())) {
        assertThat(flat(anew.logits(batch)))
            .as("what the variables give with the statistics of the pretrained base")
            .containsExactly(flat(learner.logits(batch)));
      }
    }
  }

  @Test
  void shouldLeaveTheBasesMovingStatisticsAsTheyAreToTheBit() {
    Map<String, float[]> before = new HashMap<>();
    BASE.forEach((name, tensor) -> before.put(name, tensor.values().clone()));

    assertThat(afterThreeSteps(7).keySet()).noneMatch(name -> name.contains(".moving_"));

    assertThat(before.keySet().stream().filter(name -> name.contains(".moving_"))).hasSize(104);
    before.forEach(
        (name, values) ->
            assertThat(Arrays.equals(BASE.get(name).values(), values)).as(name).isTrue());
  }

  @Test
  void shouldCountClassesByTheirWeights() {
    Activations batch = FormulaBatch.activations(2, 6);
    FineTunePlan usual = plan(rmsProp(), 0, 1, 100);
    FineTunePlan weighted =
        new FineTunePlan(
            usual.backbone(), 100, 96, 96, rmsProp(), 0, new ClassWeights(List.of(1.0, 3.0)), 1);
    try (FineTuneLearner plain = open(usual, weights(1));
        FineTuneLearner learner = open(weighted, weights(1))) {
      Map<String, Tensor> once = plain.gradients(batch, new int[] {1, 1});
      Map<String, Tensor> threefold = learner.gradients(batch, new int[] {1, 1});
      for (String name : List.of("head.weight", "block_11_depthwise.weight")) {
        float[] expected = once.get(name).values().clone();
        for (int i = 0; i < expected.length; i++) {
          expected[i] *= 3;
        }
        assertThat(
                largestDifference(
                    threefold.get(name), new Tensor(once.get(name).shape(), expected)))
            .as(name)
            .isLessThan(1e-4f);
      }
    }
  }

  @Test
  void shouldGiveTheSameVariablesForTheSameSeed() {
    Map<String, Tensor> once = afterThreeSteps(7);
    Map<String, Tensor> again = afterThreeSteps(7);
    Map<String, Tensor> other = afterThreeSteps(8);

    once.forEach(
        (name, tensor) -> assertThat(again.get(name).values()).as(name).isEqualTo(tensor.values()));
    assertThat(other.get("head.weight").values()).isNotEqualTo(once.get("head.weight").values());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void shouldGoOnFromAStateToTheBit(Optimizer optimizer) {
    Activations batch = FormulaBatch.activations(4, 6);
    try (FineTuneLearner whole = learner(optimizer, 0.2, 7, 1);
        FineTuneLearner resumed = learner(optimizer, 0.2, 7, 1)) {
      whole.train(batch, LABELS);
      whole.train(batch, LABELS);
      resumed.restore(whole.state());
      assertThat(flat(resumed.logits(batch))).containsExactly(flat(whole.logits(batch)));
      whole.train(batch, LABELS);
      resumed.train(batch, LABELS);

      assertThat(resumed.state().steps()).isEqualTo(3);
      assertSame(resumed.state().variables(), whole.state().variables());
      assertSame(resumed.state().moments(), whole.state().moments());
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void shouldTakeTheShareOfTheRateThatItIsTold(Optimizer optimizer) {
    Activations batch = FormulaBatch.activations(4, 6);
    try (FineTuneLearner quarter = learner(optimizer, 0.2, 7, 1);
        FineTuneLearner slow = learner(optimizer.scaledBy(0.25), 0.2, 7, 1);
        FineTuneLearner whole = learner(optimizer, 0.2, 7, 1);
        FineTuneLearner none = learner(optimizer, 0.2, 7, 1)) {
      float[] before = head(none);
      quarter.train(batch, LABELS, 0.25);
      slow.train(batch, LABELS);
      whole.train(batch, LABELS);
      none.train(batch, LABELS, 0);

      assertSame(quarter.variables(), slow.variables());
      assertThat(head(quarter)).isNotEqualTo(head(whole));
      assertThat(head(none)).containsExactly(before);
      assertSame(none.state().moments(), whole.state().moments());
    }
  }

  private static float[] head(FineTuneLearner learner) {
    return learner.variables().get("head.weight").values();
  }

  private static void assertSame(Map<String, Tensor> actual, Map<String, Tensor> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, tensor) ->
            assertThat(Arrays.equals(actual.get(name).values(), tensor.values()))
                .as(name)
                .isTrue());
  }

  static Stream<Optimizer> optimizers() {
    return Stream.of(rmsProp(), Adam.withRate(1e-4), new Sgd(0.01));
  }

  @Test
  void shouldRefuseTheStateOfAnotherOptimiser() {
    try (FineTuneLearner rms = learner(rmsProp(), 0, 1, 1);
        FineTuneLearner adam = learner(Adam.withRate(1e-4), 0, 1, 1)) {
      assertThatThrownBy(() -> rms.restore(adam.state()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("running means");
    }
  }

  @Test
  void shouldDropFeaturesOnlyWhileTraining() {
    Activations batch = FormulaBatch.activations(4, 6);
    try (FineTuneLearner learner = learner(rmsProp(), 0.5, 1, 1);
        FineTuneLearner whole = learner(rmsProp(), 0, 1, 1)) {
      assertThat(flat(learner.logits(batch))).containsExactly(flat(whole.logits(batch)));

      float[] weight = headGradient(learner);
      float[] dense = headGradient(whole);
      long alive = dense.length - zeros(dense);
      long kept = weight.length - zeros(weight);
      assertThat(alive).isGreaterThan(800);
      assertThat((double) kept / alive).isBetween(0.45, 0.55);
    }
  }

  @Test
  void shouldTakeBatchesOfOtherSizes() {
    Activations four = FormulaBatch.activations(4, 6);
    Activations three = FormulaBatch.activations(3, 6);
    int[] labels = {0, 1, 1};
    try (FineTuneLearner learner = learner(rmsProp(), 0, 1, 1);
        FineTuneLearner fresh = learner(rmsProp(), 0, 1, 1)) {
      learner.gradients(four, LABELS);
      learner.logits(four);
      Map<String, Tensor> expected = fresh.gradients(three, labels);
      learner
          .gradients(three, labels)
          .forEach(
              (name, gradient) ->
                  assertThat(largestDifference(gradient, expected.get(name)))
                      .as(name)
                      .isLessThan(1e-5f));
      assertThat(learner.logits(three)).hasDimensions(3, 1);
    }
  }

  @Test
  void shouldLearnFromAnyCut() {
    Activations batch =
        new Activations(List.of(new Tensor(new long[] {2, 160, 3, 3}, new float[2 * 160 * 9])));
    FineTunePlan plan = plan(rmsProp(), 0, 1, 143);
    try (FineTuneLearner learner = open(plan, weights(3))) {
      learner.train(batch, new int[] {2, 0});
      assertThat(learner.variables().keySet())
          .startsWith("block_16_expand.weight")
          .endsWith("head.weight", "head.bias");
    }
  }

  @Test
  void shouldSayWhichTensorsItTakes() {
    Activations one = new Activations(FormulaBatch.activations(2, 6).tensors().subList(0, 1));
    try (FineTuneLearner learner = learner(rmsProp(), 0, 1, 1)) {
      assertThatThrownBy(() -> learner.train(one, new int[] {0, 1}))
          .hasMessageContaining("block_10_project_BN")
          .hasMessageContaining("block_11_expand_relu")
          .hasMessageContaining("got 1");
      assertThatThrownBy(() -> learner.train(FormulaBatch.activations(2, 6), new int[] {0, 2}))
          .hasMessageContaining("label 2");
    }
  }

  private static float[] headGradient(FineTuneLearner learner) {
    return learner
        .gradients(FormulaBatch.activations(1, 6), new int[] {1})
        .get("head.weight")
        .values();
  }

  private Map<String, Tensor> afterThreeSteps(long seed) {
    try (FineTuneLearner learner = learner(rmsProp(), 0.2, seed, 1)) {
      for (int step = 0; step < 3; step++) {
        learner.train(FormulaBatch.activations(4, 6), LABELS);
      }
      return learner.variables();
    }
  }

  /** Relative to the largest expected value. */
  private static float largestDifference(Tensor ours, Tensor expected) {
    float largest = 0;
    float scale = 0;
    for (int i = 0; i < ours.values().length; i++) {
      largest = Math.max(largest, Math.abs(ours.values()[i] - expected.values()[i]));
      scale = Math.max(scale, Math.abs(expected.values()[i]));
    }
    return largest / scale;
  }

  private static long zeros(float[] values) {
    long count = 0;
    for (float value : values) {
      count += value == 0 ? 1 : 0;
    }
    return count;
  }
}
