package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SelectionTest {

  private static EpochResult epoch(double loss, double accuracy) {
    return new EpochResult(Phase.FREEZE, 0, new Score(0, 0), new Score(loss, accuracy), 1, 1);
  }

  private static boolean isBetter(Monitor monitor, EpochResult epoch, EpochResult other) {
    return new Selection(monitor, 0, true).isBetter(epoch, other);
  }

  @Test
  void shouldCompareByWhatIsMonitored() {
    EpochResult sure = epoch(0.3, 0.8);
    EpochResult right = epoch(0.4, 0.9);

    assertThat(isBetter(Monitor.LOSS, sure, right)).isTrue();
    assertThat(isBetter(Monitor.LOSS, right, sure)).isFalse();
    assertThat(isBetter(Monitor.ACCURACY, right, sure)).isTrue();
    assertThat(isBetter(Monitor.ACCURACY, sure, right)).isFalse();
  }

  @Test
  void shouldCompareTheLossOfEpochsThatAreAsOftenRight() {
    assertThat(isBetter(Monitor.ACCURACY, epoch(0.3, 0.9), epoch(0.4, 0.9))).isTrue();
    assertThat(isBetter(Monitor.ACCURACY, epoch(0.4, 0.9), epoch(0.3, 0.9))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotCallAnEpochBetterThanItsEqual(Monitor monitor) {
    assertThat(isBetter(monitor, epoch(0.3, 0.9), epoch(0.3, 0.9))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotCallAnEpochBetterWhoseLossIsNoNumberAnyMore(Monitor monitor) {
    assertThat(isBetter(monitor, epoch(Double.NaN, 0.9), epoch(7, 0.9))).isFalse();
    assertThat(isBetter(monitor, epoch(7, 0.9), epoch(Double.NaN, 0.9))).isTrue();
  }
}
