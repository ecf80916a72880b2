package io.afterimage.training.suspects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.afterimage.training.head.OutOfFold;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ConfidentLearningTest {

  private static OutOfFold answers(float[]... probabilities) {
    boolean[] answered = new boolean[probabilities.length];
    Arrays.fill(answered, true);
    return new OutOfFold(probabilities, answered);
  }

  private static LabelNoise find(int[] labels, OutOfFold answers) {
    return ConfidentLearning.find(labels, answers, () -> false);
  }

  @Test
  void shouldBeCancelled() {
    OutOfFold answers = answers(new float[] {1, 0}, new float[] {0, 1});

    assertThatThrownBy(() -> ConfidentLearning.find(new int[] {0, 1}, answers, () -> true))
        .isInstanceOf(CancellationException.class);
  }

  /** Probabilities by formula; what is found is cleanlab's, of the same probabilities. */
  @Test
  void shouldFindWhatCleanlabFinds() {
    int[] labels = new int[60];
    float[][] probabilities = new float[60][3];
    for (int row = 0; row < 60; row++) {
      labels[row] = row * row % 7 % 3;
      double sum = 0;
      double[] scores = new double[3];
      for (int label = 0; label < 3; label++) {
        double own = label == labels[row] ? 2.5 : 0;
        scores[label] = Math.exp(2 * Math.cos(1.3 * row + 2.1 * label) + own);
        sum += scores[label];
      }
      for (int label = 0; label < 3; label++) {
        probabilities[row][label] = (float) (scores[label] / sum);
      }
    }

    LabelNoise noise = find(labels, answers(probabilities));

    assertThat(noise.examined()).isEqualTo(60);
    assertThat(noise.rate()).isCloseTo(0.2588245, within(1e-6));
    assertThat(noise.suspects())
        .extracting(Suspect::row)
        .containsExactlyInAnyOrder(1, 4, 6, 7, 15, 16, 18, 24, 30, 34, 40, 44, 52, 53, 56);
  }

  @Test
  void shouldRankByHowMuchMoreProbableTheOtherClassIs() {
    LabelNoise noise =
        find(
            new int[] {0, 0, 0, 1, 1, 1},
            answers(
                new float[] {0.9f, 0.1f},
                new float[] {0.8f, 0.2f},
                new float[] {0.2f, 0.8f},
                new float[] {0.95f, 0.05f},
                new float[] {0.1f, 0.9f},
                new float[] {0.2f, 0.8f}));

    assertThat(noise.suspects()).extracting(Suspect::row).containsExactly(3, 2);
    Suspect first = noise.suspects().get(0);
    assertThat(first.given()).isEqualTo(1);
    assertThat(first.likely()).isZero();
    assertThat(first.score()).isCloseTo(0.9, within(1e-6));
    assertThat(noise.rate()).isCloseTo(1 / 3.0, within(1e-9));
  }

  /** The second class is never told with certainty: its 0.4 is as sure as its heads get. */
  @Test
  void shouldNotSuspectWhatIsAsSureAsItsClassEverIs() {
    float[] hard = {0.6f, 0.4f};
    LabelNoise noise =
        find(
            new int[] {0, 0, 1, 1, 1},
            answers(new float[] {1, 0}, new float[] {1, 0}, hard, hard, hard));

    assertThat(noise.suspects()).isEmpty();
    assertThat(noise.rate()).isZero();
  }

  @Test
  void shouldPassOverExamplesWithoutAnAnswer() {
    LabelNoise noise =
        find(
            new int[] {0, 0, 1, 1},
            new OutOfFold(
                new float[][] {{0.9f, 0.1f}, {0.1f, 0.9f}, {0.1f, 0.9f}, {0.9f, 0.1f}},
                new boolean[] {true, false, true, false}));

    assertThat(noise.suspects()).isEmpty();
    assertThat(noise.examined()).isEqualTo(2);
  }
}
