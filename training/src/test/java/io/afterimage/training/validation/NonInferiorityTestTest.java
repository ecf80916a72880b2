package io.afterimage.training.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the test says, and how often it is wrong in simulated trials of known differences. */
class NonInferiorityTestTest {

  private static final NonInferiorityTest TEST = new NonInferiorityTest(0.01);
  private static final int TRIALS = 400;

  @ParameterizedTest
  @CsvSource({"1.6448536269514722, 0.05", "0, 0.5", "3.090232306167813, 0.001", "-1, 0.8413447"})
  void shouldKnowTheNormalDistribution(double z, double above) {
    assertThat(NormalTail.above(z)).isCloseTo(above, within(1e-6 * above));
    assertThat(NormalTail.exceededBy(above)).isCloseTo(z, within(1e-5));
  }

  /** Without a margin it is McNemar's statistic. */
  @Test
  void shouldBeMcNemarsTestWithoutAMargin() {
    assertThat(NonInferiorityTest.score(new PairedOutcomes(70, 20, 5, 5), 0))
        .isCloseTo(15 / Math.sqrt(25), within(1e-12));
  }

  /** By hand: only the margin speaks where both answer alike, {@code sqrt(n d / (1 - d))}. */
  @Test
  void shouldTakeHundredsOfImagesToShowThatTwoAreAlike() {
    assertThat(TEST.passes(alike(380))).isFalse();
    assertThat(TEST.passes(alike(381))).isTrue();
    assertThat(TEST.lowerBound(alike(381))).isCloseTo(-0.01, within(1e-4));
  }

  /** Twenty candidates on one set, each worse by the margin or more. */
  @ParameterizedTest
  @CsvSource({"50, 0.01", "100, 0.01", "500, 0.01", "2000, 0.01", "500, 0.05"})
  void shouldSeldomPassAnyOfManyWorseCandidates(int images, double worse) {
    int passed = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      SplittableRandom random = new SplittableRandom(trial);
      ErrorBudget budget = ErrorBudget.of(0.05, 500).earned(images);
      boolean any = false;
      for (int attempt = 0; !any && attempt < 20; attempt++) {
        any = TEST.passes(comparison(images, -worse, budget.level(), random));
        budget = budget.spent();
      }
      passed += any ? 1 : 0;
    }

    assertThat(passed / (double) TRIALS).isLessThan(0.05 + 2 * Math.sqrt(0.05 * 0.95 / TRIALS));
  }

  @ParameterizedTest
  @CsvSource({"100, 0.15", "500, 0.05"})
  void shouldPassAClearlyBetterCandidate(int images, double better) {
    long passed =
        IntStream.range(0, TRIALS)
            .filter(
                seed -> TEST.passes(comparison(images, better, 0.025, new SplittableRandom(seed))))
            .count();

    assertThat(passed / (double) TRIALS).isGreaterThan(0.95);
  }

  private static Comparison alike(int images) {
    return new Comparison("v1", new PairedOutcomes(images, 0, 0, 0), 0.025);
  }

  /** Both disagree on ten images of a hundred, or as many as the difference takes. */
  private static Comparison comparison(
      int images, double difference, double level, SplittableRandom random) {
    double apart = Math.max(0.1, Math.abs(difference));
    PairedOutcomes outcomes = PairedOutcomes.NONE;
    for (int image = 0; image < images; image++) {
      double place = random.nextDouble();
      boolean gained = place < (apart + difference) / 2;
      outcomes = outcomes.with(place >= apart || gained, place >= apart || !gained);
    }
    return new Comparison("v1", outcomes, level);
  }
}
