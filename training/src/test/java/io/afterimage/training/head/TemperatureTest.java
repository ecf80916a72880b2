package io.afterimage.training.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TemperatureTest {

  /** Labels drawn from the softmax of logits, which are then multiplied. */
  private static double fit(int rows, double factor, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] logits = new float[rows][3];
    int[] labels = new int[rows];
    boolean[] counted = new boolean[rows];
    Arrays.fill(counted, true);
    for (int row = 0; row < rows; row++) {
      double[] weights = new double[3];
      for (int label = 0; label < 3; label++) {
        double logit = 2 * random.nextGaussian();
        weights[label] = Math.exp(logit);
        logits[row][label] = (float) (factor * logit);
      }
      double at = random.nextDouble(Arrays.stream(weights).sum());
      while (at > weights[labels[row]]) {
        at -= weights[labels[row]++];
      }
    }
    return new Temperature(logits, counted, labels, HeadExamples.equalWeights(rows)).fit();
  }

  @Test
  void shouldFindWhatLogitsWereMultipliedBy() {
    assertThat(fit(20_000, 3, 1)).isCloseTo(3, within(0.1));
    assertThat(fit(20_000, 0.5, 2)).isCloseTo(0.5, within(0.02));
  }

  @Test
  void shouldLeaveFewExamplesNearlyAsTheyAre() {
    for (int seed = 0; seed < 50; seed++) {
      assertThat(fit(6, 1, seed)).isBetween(0.4, 2.5);
    }
  }

  @Test
  void shouldSkipWhatIsNotCounted() {
    float[][] logits = {{9, 0}, {0, 9}};
    int[] labels = {1, 0};
    double[] weights = {1, 1};

    assertThat(new Temperature(logits, new boolean[2], labels, weights).fit())
        .isCloseTo(1, within(1e-3));
  }
}
