package io.afterimage.trainer.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

  /** By hand: (0.3 - 0.5) ln(0.3 / 0.5) + (0.7 - 0.5) ln(0.7 / 0.5). */
  @Test
  void shouldGiveThePopulationStabilityIndex() {
    assertThat(compare(new int[] {49500, 49500}, new int[] {29700, 69300}).index())
        .isCloseTo(0.169460, within(1e-4));
  }

  /** By hand, half a case added to each: 0.98 ln(0.99 / 0.01), twice. */
  @Test
  void shouldGiveAFiniteStabilityIndexWhereACategoryIsEmpty() {
    assertThat(compare(new int[] {49, 0}, new int[] {0, 49}).index())
        .isCloseTo(1.96 * Math.log(99), within(1e-9));
  }

  /**
   * K - 1 = 9 degrees of freedom: 2 (K - 1) / n on average for two samples of n (Yurdakul 2018).
   */
  @Test
  void shouldKnowWhatTheIndexIsByChance() {
    int[] even = IntStream.generate(() -> 100).limit(10).toArray();

    PopulationStability same = compare(even, even);

    assertThat(same.mean()).isCloseTo(2 * 9 / 1000.0, within(0.002));
    assertThat(same.shift()).isEqualTo(-same.mean());
    assertThat(same.probability()).isEqualTo(1);
  }

  @Test
  void shouldBoundTheProbabilityOfAShift() {
    double possible = compare(new int[] {50, 50}, new int[] {60, 40}).probability();
    double hardly = compare(new int[] {50, 50}, new int[] {90, 10}).probability();

    assertThat(possible).isBetween(0.157, 1.0);
    assertThat(hardly).isLessThan(1e-6);
  }

  @Test
  void shouldCompareEachBlockWithTheFirstValues() {
    Spread<String> spread = new Spread<>(30);
    add(spread, "a", 30);
    add(spread, "b", 29);
    assertThat(spread.latest()).isEmpty();

    add(spread, "b", 1);
    assertThat(spread.latest().orElseThrow().shift()).isGreaterThan(1);
    add(spread, "a", 30);
    assertThat(spread.latest().orElseThrow().index()).isZero();
    assertThat(spread.looks()).isEqualTo(2);
  }

  @Test
  void shouldKeepTheFirstValuesWhenOnlyTheBlockBeginsAnew() {
    Spread<String> spread = new Spread<>(30);
    add(spread, "a", 30);
    add(spread, "b", 40);
    spread.clearBlock();
    assertThat(spread.latest()).isEmpty();

    add(spread, "b", 30);

    assertThat(spread.latest().orElseThrow().shift()).isGreaterThan(1);
  }

  private static PopulationStability compare(int[] expected, int[] actual) {
    return PopulationStability.of(expected, actual, new SplittableRandom(1));
  }

  private static void add(Spread<String> spread, String value, int times) {
    for (int i = 0; i < times; i++) {
      spread.add(value);
    }
  }
}
