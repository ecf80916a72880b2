package io.afterimage.training.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.models.inference.Tensor;
import io.afterimage.training.Activations;
import io.afterimage.training.Adam;
import io.afterimage.training.ClassWeights;
import io.afterimage.training.CrossEntropy;
import io.afterimage.training.Fixtures;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.HeadSpec;
import io.afterimage.training.Learner;
import io.afterimage.training.Learners;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MxnetHeadLearnerTest {

  private static final Learners LEARNERS = new EngineLearners();

  private static FreezePhase phase(double rate, double dropout) {
    return new FreezePhase(1, 8, new Adam(rate, 0.9, 0.999, 1e-7), dropout);
  }

  @Test
  void shouldStepAsKerasDoes() throws IOException {
    JsonNode fixture = Fixtures.json("head-steps.json");
    double rate = fixture.get("learningRate").asDouble();
    int inputs = fixture.get("inputs").asInt();
    for (JsonNode expected : fixture.get("cases")) {
      HeadSpec head = new HeadSpec(inputs, expected.get("classes").asInt());
      Activations batch = batch(Fixtures.floats(expected.get("features")), inputs);
      int[] labels = labels(expected);
      try (Learner learner =
          LEARNERS.head(
              variables(head, expected.get("initial")), phase(rate, 0), ClassWeights.NONE, 1)) {
        for (JsonNode loss : expected.get("losses")) {
          CrossEntropy independent = new CrossEntropy();
          independent.add(learner.logits(batch), labels);
          Learner.StepResult step = learner.train(batch, labels);
          assertThat(step.loss()).isCloseTo(loss.asDouble(), within(1e-6));
          assertThat(step.loss()).isCloseTo(independent.score().loss(), within(1e-6));
          assertThat(step.correct())
              .isEqualTo((int) Math.round(independent.score().accuracy() * labels.length));
        }
        assertMoved(learner, HeadSpec.WEIGHT, expected, "weight");
        assertMoved(learner, HeadSpec.BIAS, expected, "bias");
      }
    }
  }

  /** Compares the way that each value went: three steps are small beside the values themselves. */
  private static void assertMoved(Learner learner, String name, JsonNode expected, String key) {
    float[] initial = Fixtures.floats(expected.get("initial").get(key));
    float[] last = Fixtures.floats(expected.get("final").get(key));
    float[] actual = learner.variables().get(name).values();
    for (int i = 0; i < initial.length; i++) {
      assertThat(actual[i] - initial[i])
          .describedAs("%s[%d]", name, i)
          .isCloseTo(last[i] - initial[i], within(3e-3f * 1e-4f));
    }
  }

  @Test
  void shouldHaveTheTutorialsTrainableParameters() {
    HeadSpec head = new HeadSpec(1280, 2);
    try (Learner learner = LEARNERS.head(head.initial(), phase(1e-4, 0.2), ClassWeights.NONE, 1)) {
      assertThat(learner.variables()).hasSize(2);
      assertThat(
              learner.variables().values().stream()
                  .mapToInt(tensor -> tensor.values().length)
                  .sum())
          .isEqualTo(1_281);
    }
  }

  @Test
  void shouldCountClassesByTheirWeights() {
    HeadSpec head = new HeadSpec(4, 2);
    ClassWeights weights = new ClassWeights(List.of(1.0, 3.0));
    try (Learner learner = LEARNERS.head(head.initial(), phase(1e-4, 0), weights, 1);
        Learner plain = LEARNERS.head(head.initial(), phase(1e-4, 0), ClassWeights.NONE, 1)) {
      Activations batch = batch(new float[] {1, 0, 0, 1, 1, 1, 0, 0}, 4);

      assertThat(plain.train(batch, new int[] {0, 1}).loss()).isCloseTo(Math.log(2), within(1e-6));
      assertThat(learner.train(batch, new int[] {0, 1}).loss())
          .isCloseTo(2 * Math.log(2), within(1e-6));
      // the gradient with respect to the bias is the sum of weight * (p - t) / n
      assertThat(learner.state().moments().get("head.bias.mean").values()[0])
          .isCloseTo(0.1f * (0.5f - 3 * 0.5f) / 2, within(1e-6f));
    }
  }

  @Test
  void shouldLearnToTellClassesApart() {
    HeadSpec head = new HeadSpec(4, 3);
    float[] features = {1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1};
    int[] labels = {0, 1, 2};
    try (Learner learner = LEARNERS.head(head.initial(), phase(0.05, 0.2), ClassWeights.NONE, 1)) {
      for (int step = 0; step < 200; step++) {
        learner.train(batch(features, 4), labels);
      }

      assertThat(CrossEntropy.correct(learner.logits(batch(features, 4)), labels)).isEqualTo(3);
    }
  }

  @Test
  void shouldDropFeaturesOnlyWhileLearning() {
    float[] ones = new float[64];
    Arrays.fill(ones, 1);
    Map<String, Tensor> initial =
        Map.of(
            HeadSpec.WEIGHT, new Tensor(new long[] {1, 64}, ones.clone()),
            HeadSpec.BIAS, new Tensor(new long[] {1}, new float[1]));
    try (Learner learner = LEARNERS.head(initial, phase(1e-9, 0.5), ClassWeights.NONE, 3)) {
      double first = learner.train(batch(ones, 64), new int[] {0}).loss();
      double second = learner.train(batch(ones, 64), new int[] {0}).loss();

      // the logit is 64 at rest; a mask leaves twice the number of features that stay
      assertThat(first).isNotEqualTo(second).isCloseTo(64, within(32.0)).isNotEqualTo(64);
      assertThat(learner.logits(batch(ones, 64))[0][0]).isCloseTo(64, within(1e-3f));
    }
  }

  @Test
  void shouldGoOnFromAStateToTheBit() {
    HeadSpec head = new HeadSpec(4, 3);
    Activations batch = batch(new float[] {1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1}, 4);
    int[] labels = {0, 1, 2};
    try (Learner whole = LEARNERS.head(head.initial(), phase(0.05, 0.2), ClassWeights.NONE, 1);
        Learner resumed = LEARNERS.head(head.initial(), phase(0.05, 0.2), ClassWeights.NONE, 1)) {
      whole.train(batch, labels);
      whole.train(batch, labels);
      resumed.restore(whole.state());
      whole.train(batch, labels);
      resumed.train(batch, labels);

      assertThat(resumed.state()).usingRecursiveComparison().isEqualTo(whole.state());
    }
  }

  @Test
  void shouldTakeTheShareOfTheRateThatItIsTold() {
    HeadSpec head = new HeadSpec(4, 2);
    Activations batch = batch(new float[] {1, 0, 0, 1, 0, 1, 0, 1}, 4);
    try (Learner half = LEARNERS.head(head.initial(), phase(0.5, 0), ClassWeights.NONE, 1);
        Learner slow = LEARNERS.head(head.initial(), phase(0.25, 0), ClassWeights.NONE, 1)) {
      half.train(batch, new int[] {0, 1}, 0.5);
      slow.train(batch, new int[] {0, 1});

      assertThat(half.state()).usingRecursiveComparison().isEqualTo(slow.state());
      assertThat(half.variables().get(HeadSpec.WEIGHT).values()).isNotEqualTo(new float[4]);
    }
  }

  @Test
  void shouldRefuseTheStateOfAnotherHead() {
    HeadSpec two = new HeadSpec(4, 2);
    HeadSpec three = new HeadSpec(4, 3);
    try (Learner of = LEARNERS.head(two.initial(), phase(0.05, 0.2), ClassWeights.NONE, 1);
        Learner other = LEARNERS.head(three.initial(), phase(0.05, 0.2), ClassWeights.NONE, 1)) {
      assertThatThrownBy(() -> of.restore(other.state()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("head.weight has shape [3, 4], here it has [1, 4]");
    }
  }

  @Test
  void shouldKeepNoArraysOfFinishedSteps() {
    HeadSpec head = new HeadSpec(4, 2);
    NDManager manager;
    try (FineTuneMxnetLearner learner =
        new FineTuneMxnetLearner(head.initial(), phase(0.01, 0.2), ClassWeights.NONE, 1)) {
      manager = learner.manager();
      learner.train(batch(new float[8], 4), new int[] {0, 1});
      int arrays = manager.getManagedArrays().size();
      for (int step = 0; step < 50; step++) {
        learner.train(batch(new float[8], 4), new int[] {0, 1});
        learner.logits(batch(new float[8], 4));
      }

      assertThat(manager.getManagedArrays()).hasSize(arrays);
    }
    assertThat(manager.isOpen()).isFalse();
  }

  @Test
  void shouldSayWhenFeaturesDoNotFit() {
    HeadSpec head = new HeadSpec(4, 2);
    try (Learner learner = LEARNERS.head(head.initial(), phase(0.01, 0.2), ClassWeights.NONE, 1)) {
      assertThatThrownBy(() -> learner.logits(batch(new float[10], 5)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(n, 4), got (2, 5)");
    }
  }

  private static Activations batch(float[] features, int inputs) {
    return new Activations(
        List.of(new Tensor(new long[] {features.length / inputs, inputs}, features)));
  }

  private static int[] labels(JsonNode expected) {
    int[] labels = new int[expected.get("labels").size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = expected.get("labels").get(i).asInt();
    }
    return labels;
  }

  private static Map<String, Tensor> variables(HeadSpec head, JsonNode values) {
    return Map.of(
        HeadSpec.WEIGHT,
            new Tensor(
                new long[] {head.outputs(), head.inputs()}, Fixtures.floats(values.get("weight"))),
        HeadSpec.BIAS,
            new Tensor(new long[] {head.outputs()}, Fixtures.floats(values.get("bias"))));
  }
}
