package io.afterimage.training.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SequentialMeanTestTest {

  private static final double ERROR_RATE = 0.05;

  /**
   * At the limit itself, asked after each of 2,000 numbers: nothing is nearer to it. Of 1,000
   * trials 50 may be above, and 20 more by chance.
   */
  @Test
  void shouldKeepItsErrorRateHoweverOftenItIsAsked() {
    SplittableRandom random = new SplittableRandom(1);
    for (double limit : new double[] {0.01, 0.5, 0.85}) {
      assertThat(above(limit, limit, 2000, 1000, random)).as("limit " + limit).isLessThan(70);
    }
  }

  @Test
  void shouldTellWhatIsAboveTheLimit() {
    SplittableRandom random = new SplittableRandom(2);

    assertThat(above(0.01, 0.05, 400, 200, random)).isGreaterThan(180);
    assertThat(above(0.5, 0.7, 200, 200, random)).isGreaterThan(180);
    assertThat(above(0.8, 0.9, 500, 200, random)).isGreaterThan(180);
  }

  /** A world that comes in waves, each at the limit in expectation: neighbours are alike. */
  @Test
  void shouldKeepItsErrorRateForNumbersThatDependOnThoseBefore() {
    SplittableRandom random = new SplittableRandom(3);
    int alarms = 0;
    for (int trial = 0; trial < 1000; trial++) {
      SequentialMeanTest test = new SequentialMeanTest(0.5, ERROR_RATE);
      double last = 0;
      for (int i = 0; i < 500; i++) {
        double spread = last == 1 ? 0.5 : 0.1; // larger steps after large numbers, the same mean
        last = random.nextBoolean() ? 0.5 + spread : 0.5 - spread;
        test.add(last);
      }
      alarms += test.isAbove() ? 1 : 0;
    }
    assertThat(alarms).isLessThan(70);
  }

  @Test
  void shouldNeverBeAboveOneAndAlwaysAboveNothing() {
    SequentialMeanTest never = new SequentialMeanTest(1, ERROR_RATE);
    SequentialMeanTest nothing = new SequentialMeanTest(0, ERROR_RATE);
    for (int i = 0; i < 1000; i++) {
      never.add(1);
      nothing.add(0);
    }

    assertThat(never.isAbove()).isFalse();
    assertThat(never.mean()).isEqualTo(1);
    assertThat(nothing.isAbove()).isFalse();
    nothing.add(0.1);
    assertThat(nothing.isAbove()).isTrue();
  }

  @Test
  void shouldStayAboveAndRefuseWhatIsNoShare() {
    SequentialMeanTest test = new SequentialMeanTest(0.5, ERROR_RATE);
    for (int i = 0; i < 20; i++) {
      test.add(1);
    }
    assertThat(test.isAbove()).isTrue();
    for (int i = 0; i < 1000; i++) {
      test.add(0);
    }
    assertThat(test.isAbove()).isTrue();
    assertThat(test.numbers()).isEqualTo(1020);
    assertThatThrownBy(() -> test.add(Double.NaN)).hasMessageContaining("0 to 1");
  }

  private static int above(
      double limit, double mean, int numbers, int trials, SplittableRandom random) {
    int above = 0;
    for (int trial = 0; trial < trials; trial++) {
      SequentialMeanTest test = new SequentialMeanTest(limit, ERROR_RATE);
      for (int i = 0; i < numbers && !test.isAbove(); i++) {
        test.add(random.nextDouble() < mean ? 1 : 0);
      }
      above += test.isAbove() ? 1 : 0;
    }
    return above;
  }
}
