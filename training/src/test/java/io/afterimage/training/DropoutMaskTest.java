package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DropoutMaskTest {

  @Test
  void shouldDropItsShareAndKeepTheMean() {
    float[] factors = new DropoutMask(0.2, 1).factors(0, 40_960);

    long dropped = IntStream.range(0, factors.length).filter(i -> factors[i] == 0).count();
    assertThat(dropped / (double) factors.length).isCloseTo(0.2, within(0.01));
    assertThat(factors).containsOnly(0f, 1.25f);
  }

  @Test
  void shouldFollowFromSeedAndStep() {
    DropoutMask mask = new DropoutMask(0.5, 7);

    assertThat(mask.factors(3, 100)).isEqualTo(new DropoutMask(0.5, 7).factors(3, 100));
    assertThat(mask.factors(3, 100)).isNotEqualTo(mask.factors(4, 100));
    assertThat(mask.factors(3, 100)).isNotEqualTo(new DropoutMask(0.5, 8).factors(3, 100));
  }

  @Test
  void shouldDropNothingAtRateZero() {
    assertThat(new DropoutMask(0, 1).factors(0, 1_000)).containsOnly(1f);
  }
}
