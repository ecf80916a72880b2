package io.afterimage.trainer.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SpreadTest {

  /** By hand: (0.3 - 0.5) ln(0.3 / 0.5) + (0.7 - 0.5) ln(0.7 / 0.5). */
  @Test
  void shouldGiveThePopulationStabilityIndex() {
    double index =
        PopulationStability.index(
            Map.of("cat", 49500, "dog", 49500), Map.of("cat", 29700, "dog", 69300));

    assertThat(index).isCloseTo(0.169460, within(1e-4));
  }

  /** By hand, half a case added to each: 0.98 ln(0.99 / 0.01), twice. */
  @Test
  void shouldGiveAFiniteStabilityIndexWhereACategoryIsEmpty() {
    double index = PopulationStability.index(Map.of("cat", 49), Map.of("dog", 49));

    assertThat(index).isCloseTo(1.96 * Math.log(99), within(1e-9));
  }

  @Test
  void shouldCompareTheFirstWindowWithTheLatestAlone() {
    Spread<String> direct = spread("a", "a", "b", "a", "b", "b");
    Spread<String> byWayOfOthers = spread("a", "a", "b", "c", "c", "c", "a", "b", "b");

    assertThat(direct.shift().getAsDouble()).isPositive();
    assertThat(byWayOfOthers.shift()).isEqualTo(direct.shift());
  }

  private static Spread<String> spread(String... values) {
    Spread<String> spread = new Spread<>(3);
    for (String value : values) {
      spread.add(value);
    }
    return spread;
  }
}
