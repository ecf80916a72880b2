package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.onnx.Head;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadStartTest {

  private static final float[] FEATURES = {0.5f, 2};

  private static final HeadStart TWO =
      known(List.of("cat", "dog"), new float[] {1, -0.25f}, new float[] {0.125f});
  private static final HeadStart THREE =
      known(
          List.of("cat", "dog", "fox"),
          new float[] {1, 0.5f, -1, 0.25f, 2, 0.75f},
          new float[] {0.5f, -0.5f, 1});

  private static HeadStart known(List<String> labels, float[] weight, float[] bias) {
    return new HeadStart.Known(
        new Head(
            new Tensor(new long[] {bias.length, 2}, weight),
            new Tensor(new long[] {bias.length}, bias)),
        labels);
  }

  /** Probabilities by label's place. */
  private static double[] answer(HeadStart start, List<String> labels) {
    Map<String, Tensor> head = start.variables(new HeadSpec(2, labels.size()), labels);
    float[] weight = head.get(HeadSpec.WEIGHT).values();
    float[] logits = head.get(HeadSpec.BIAS).values().clone();
    for (int row = 0; row < logits.length; row++) {
      logits[row] += weight[2 * row] * FEATURES[0] + weight[2 * row + 1] * FEATURES[1];
    }
    return CrossEntropy.probabilities(logits);
  }

  @Test
  void shouldAnswerTheSameForTheSameLabelsInAnyOrder() {
    double dog = 1 / (1 + Math.exp(-(0.5 - 0.5 + 0.125)));

    assertThat(answer(TWO, List.of("cat", "dog"))[1]).isCloseTo(dog, within(1e-7));
    assertThat(answer(TWO, List.of("dog", "elk"))).hasSize(2);
    assertThat(answer(TWO, List.of("dog", "cat"))[0]).isCloseTo(dog, within(1e-7));
    assertThat(answer(THREE, List.of("fox", "cat", "dog"))[0])
        .isEqualTo(answer(THREE, List.of("cat", "dog", "fox"))[2]);
  }

  @Test
  void shouldKeepHowKnownLabelsCompareWhenOneComes() {
    double[] before = answer(TWO, List.of("cat", "dog"));
    double[] after = answer(TWO, List.of("cat", "dog", "elk"));

    assertThat(after[1] / after[0]).isCloseTo(before[1] / before[0], within(1e-6));
    assertThat(after[2]).isGreaterThan(0.2);
  }

  @Test
  void shouldKeepHowKnownLabelsCompareWhenOneGoes() {
    double[] before = answer(THREE, List.of("cat", "dog", "fox"));
    double[] after = answer(THREE, List.of("cat", "fox"));

    assertThat(after[1] / after[0]).isCloseTo(before[2] / before[0], within(1e-5));
  }

  @Test
  void shouldKnowNothingWithoutAnEarlierModel() {
    assertThat(answer(new HeadStart.Blank(), List.of("cat", "dog", "fox")))
        .containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-12));
  }
}
