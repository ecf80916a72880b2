package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleConfigTest {

  @Test
  void shouldDefaultToTheTutorialsSchedule() {
    ScheduleConfig config = ScheduleConfig.DEFAULT;

    assertThat(config.freeze())
        .contains(new FreezePhase(10, 32, new Adam(1e-4, 0.9, 0.999, 1e-7), 0.2));
    assertThat(config.augmentation()).isEqualTo(new Augmentation(true, 0.2));
  }

  @Test
  void shouldNameEveryProblemAtOnce() {
    FreezePhase phase = new FreezePhase(0, -1, new Adam(0, 1, -0.1, Double.NaN), 1);

    assertThatThrownBy(
            () -> new ScheduleConfig(phase, Optional.empty(), new Augmentation(true, 0.6, 0.7), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "freeze.epochs is 0, allowed is 1 or more",
            "freeze.batch-size is -1",
            "freeze.learning-rate is 0.0, allowed is a number above 0",
            "freeze.beta1 is 1.0",
            "freeze.beta2 is -0.1",
            "freeze.epsilon is NaN",
            "freeze.dropout is 1.0",
            "augmentation.rotation is 0.6",
            "augmentation.shift is 0.7");
  }

  @Test
  void shouldRefuseAScheduleInWhichNothingLearns() {
    assertThatThrownBy(
            () ->
                new ScheduleConfig(
                    Optional.empty(),
                    Optional.empty(),
                    Augmentation.NONE,
                    Selection.DEFAULT,
                    ClassWeighting.OFF,
                    false,
                    1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing would learn");
  }
}
