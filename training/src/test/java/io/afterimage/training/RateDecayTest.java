package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateDecayTest {

  /** {@code [float(keras.optimizers.schedules.CosineDecay(1.0, 7)(i)) for i in range(7)]}. */
  private static final double[] KERAS = {
    1.0,
    0.9504843950271606,
    0.8117448687553406,
    0.6112604141235352,
    0.3887394666671753,
    0.18825501203536987,
    0.04951554536819458
  };

  @Test
  void shouldFallAsKerasCosineDecayDoes() {
    for (int step = 0; step < KERAS.length; step++) {
      assertThat(RateDecay.COSINE.share(step, KERAS.length))
          .as("step " + step)
          .isCloseTo(KERAS[step], within(1e-6));
    }
  }

  @Test
  void shouldStayWhereItDoesNotDecay() {
    assertThat(RateDecay.NONE.share(6, 7)).isEqualTo(1);
  }
}
