package io.afterimage.training.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IntervalTest {

  /** By hand: p = 0.8, z^2 / n = 0.384146; (0.992073 ± 0.313606) / 1.384146. */
  @Test
  void shouldGiveWilsonsIntervalForASmallSample() {
    Interval interval = Interval.wilson(8, 10);

    assertThat(interval.low()).isCloseTo(0.490162, within(1e-5));
    assertThat(interval.high()).isCloseTo(0.943318, within(1e-5));
  }

  /** By hand: with p = 1 the ends are n / (n + z^2) = 10 / 13.841459 and 1. */
  @Test
  void shouldStayBelowOneWhenEveryTrialHits() {
    Interval interval = Interval.wilson(10, 10);

    assertThat(interval.low()).isCloseTo(0.722467, within(1e-5));
    assertThat(interval.high()).isCloseTo(1.0, within(1e-12));
  }

  @Test
  void shouldRefuseToSpeakOfNoTrials() {
    assertThatThrownBy(() -> Interval.wilson(0, 0)).hasMessageContaining("0 of 0");
  }
}
