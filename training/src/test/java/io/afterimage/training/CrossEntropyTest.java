package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CrossEntropyTest {

  private static Score score(float[][] logits, int... labels) {
    CrossEntropy score = new CrossEntropy();
    score.add(logits, labels);
    return score.score();
  }

  @Test
  void shouldScoreOneLogitForTwoClasses() {
    Score score = score(new float[][] {{0}, {2}, {-3}}, 0, 1, 1);

    // -log(1 - sigmoid(0)), -log(sigmoid(2)), -log(sigmoid(-3))
    assertThat(score.loss())
        .isCloseTo(
            (Math.log(2) + Math.log(1 + Math.exp(-2)) + Math.log(1 + Math.exp(3))) / 3,
            within(1e-9));
    assertThat(score.accuracy()).isCloseTo(2.0 / 3, within(1e-9));
  }

  @Test
  void shouldScoreOneLogitPerClassForMore() {
    Score score = score(new float[][] {{1, 2, 3}, {0, 0, 0}}, 2, 1);

    double first = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)) - 3;
    assertThat(score.loss()).isCloseTo((first + Math.log(3)) / 2, within(1e-9));
    assertThat(score.accuracy()).isEqualTo(0.5);
  }

  @Test
  void shouldStayFiniteForLargeLogits() {
    assertThat(score(new float[][] {{-1000}}, 1).loss()).isEqualTo(1000);
    assertThat(score(new float[][] {{1000, -1000, 0}}, 1).loss()).isEqualTo(2000);
  }

  @Test
  void shouldAverageOverImagesNotBatches() {
    CrossEntropy score = new CrossEntropy();
    score.add(new float[][] {{5}, {5}, {5}}, new int[] {1, 1, 1});
    score.add(new float[][] {{5}}, new int[] {0});

    assertThat(score.score().accuracy()).isEqualTo(0.75);
  }
}
