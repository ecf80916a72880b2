package io.afterimage.trainer.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedAccuracyTest {

  private static final int WINDOW = 500;

  private final ExpectedAccuracy expected = new ExpectedAccuracy(WINDOW);

  @Test
  void shouldSayNothingUntilTheWindowIsFull() {
    predict(WINDOW - 1, 0.9);
    assertThat(expected.estimate()).isNaN();
    assertThat(expected.standardError()).isNaN();

    predict(1, 0.9);
    assertThat(expected.estimate()).isCloseTo(0.9, within(1e-9));
    assertThat(expected.standardError()).isCloseTo(Math.sqrt(0.09 / WINDOW), within(1e-9));
  }

  @Test
  void shouldForgetWhatIsOlderThanTheWindowAndAnotherVersionsAnswers() {
    predict(WINDOW, 0.5);
    predict(WINDOW, 0.75);
    assertThat(expected.estimate()).isEqualTo(0.75);

    expected.clear();
    assertThat(expected.estimate()).isNaN();
  }

  @Test
  void shouldBeCorrectedByLabelsOnceThereAreEnough() {
    predict(WINDOW, 0.9);
    for (int i = 0; i < 29; i++) {
      expected.labelled("id" + i, 0.9, i % 2 == 0);
    }
    assertThat(expected.estimate()).isCloseTo(0.9, within(1e-9));

    expected.labelled("id28", 0.9, true);
    assertThat(expected.estimate()).isCloseTo(0.9, within(1e-9));
    expected.labelled("id29", 0.9, false);
    assertThat(expected.estimate()).isCloseTo(0.5, within(1e-9));

    expected.retracted("id29");
    assertThat(expected.estimate()).isCloseTo(0.9, within(1e-9));
  }

  /** A 95 % interval of the estimate contains the true accuracy in about 95 of 100 streams. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0, 100", "0.2, 100", "-0.1, 60"})
  void shouldCoverTheTruth(double overconfidence, int labels) {
    SplittableRandom random = new SplittableRandom(5);
    DoubleUnaryOperator right = p -> Math.max(0, Math.min(1, p - overconfidence));
    int streams = 1000;
    int covered = 0;
    for (int stream = 0; stream < streams; stream++) {
      ExpectedAccuracy estimated = new ExpectedAccuracy(WINDOW);
      double truth = 0;
      for (int i = 0; i < WINDOW; i++) {
        double confidence = 0.3 + 0.6 * random.nextDouble();
        boolean correct = random.nextDouble() < right.applyAsDouble(confidence);
        truth += right.applyAsDouble(confidence) / WINDOW;
        estimated.predicted(confidence);
        if (i < labels) {
          estimated.labelled("id" + i, confidence, correct);
        }
      }
      double error = 1.96 * estimated.standardError();
      covered += Math.abs(estimated.estimate() - truth) <= error ? 1 : 0;
    }

    assertThat(covered / (double) streams).isBetween(0.93, 1.0);
  }

  private void predict(int count, double confidence) {
    for (int i = 0; i < count; i++) {
      expected.predicted(confidence);
    }
  }
}
