package io.afterimage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangeTest {

  @ParameterizedTest
  @ValueSource(doubles = {Double.MIN_VALUE, 1e-5, 1e300})
  void shouldTakeEveryNumberAboveZero(double value) {
    assertThat(Range.ABOVE_ZERO.problem("rate", value)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void shouldRefuseWhatIsNoNumberAboveZero(double value) {
    assertThat(Range.ABOVE_ZERO.problem("rate", value))
        .contains("rate is " + value + ", allowed is a number above 0");
  }

  @Test
  void shouldRefuseAShareThatLeavesNothing() {
    assertThat(Range.SHARE.problem("share", Math.nextDown(1.0))).isEmpty();
    assertThat(Range.SHARE.problem("share", 1.0))
        .contains("share is 1.0, allowed is 0 up to, not including, 1");
  }

  @Test
  void shouldNameTheValueAsItWasGiven() {
    Range range = Range.atLeast(2);

    assertThat(range.problem("--repeat", 2)).isEmpty();
    assertThat(range.problem("--repeat", Integer.MAX_VALUE)).isEmpty();
    assertThat(range.problem("--repeat", 1)).contains("--repeat is 1, allowed is 2 or more");
    assertThatThrownBy(() -> range.require("--share", 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--share is 1.5, allowed is 2 or more");
  }
}
