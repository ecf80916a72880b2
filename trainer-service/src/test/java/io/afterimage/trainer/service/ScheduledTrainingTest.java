package io.afterimage.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.models.ModelLimits;
import io.afterimage.schemas.events.ScheduleOverrides;
import io.afterimage.training.Augmentation;
import io.afterimage.training.ClassWeighting;
import io.afterimage.training.FineTunePhase;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.Monitor;
import io.afterimage.training.RateDecay;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.Selection;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduledTrainingTest {

  private final ScheduledTraining training =
      new ScheduledTraining(null, ScheduleConfig.DEFAULT, ModelLimits.DEFAULT);

  @Test
  void shouldKeepToTheConfigurationWhereTheCommandIsSilent() {
    assertThat(training.schedule(ScheduleOverrides.none())).isEqualTo(ScheduleConfig.DEFAULT);
    assertThat(training.epochs(ScheduleOverrides.none())).isEqualTo(21);
  }

  @Test
  void shouldKeepTheDecayWhateverTheCommandSays() {
    FineTunePhase decaying = FineTunePhase.DEFAULT.withDecay(RateDecay.COSINE);
    ScheduledTraining other =
        new ScheduledTraining(
            null,
            new ScheduleConfig(FreezePhase.DEFAULT, Optional.of(decaying), Augmentation.DEFAULT, 1),
            ModelLimits.DEFAULT);

    assertThat(other.schedule(ScheduleOverrides.none()).fineTune()).contains(decaying);
  }

  @Test
  void shouldDoWhatTheCommandSays() {
    ScheduleOverrides overrides =
        new ScheduleOverrides(
            Optional.of(3),
            Optional.of(2),
            Optional.of(0.5),
            Optional.of(0.25),
            Optional.of(7),
            Optional.of(99L));

    ScheduleConfig schedule = training.schedule(overrides);

    assertThat(training.epochs(overrides)).isEqualTo(5);
    assertThat(schedule.freeze().orElseThrow().adam().learningRate()).isEqualTo(0.5);
    assertThat(schedule.freeze().orElseThrow().batchSize()).isEqualTo(7);
    assertThat(schedule.fineTune().orElseThrow().learningRate()).isEqualTo(0.25);
    assertThat(schedule.fineTune().orElseThrow().fromLayer()).isEqualTo(100);
    assertThat(schedule.seed()).isEqualTo(99);
  }

  @Test
  void shouldSelectWeighAndStartAsTheCommandSays() {
    ScheduleOverrides overrides =
        new ScheduleOverrides(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(true),
            Optional.of("balanced"),
            Optional.of("loss"),
            Optional.of(3),
            Optional.of(true));

    assertThat(training.schedule(overrides))
        .isEqualTo(
            ScheduleConfig.DEFAULT
                .withWarmStart(true)
                .withClassWeighting(ClassWeighting.BALANCED)
                .withSelection(new Selection(Monitor.LOSS, 3, true)));
  }

  @Test
  void shouldLeaveTheSecondPhaseOutWhenItHasNoEpochs() {
    ScheduleOverrides overrides =
        new ScheduleOverrides(
            Optional.empty(),
            Optional.of(0),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    assertThat(training.schedule(overrides).fineTune()).isEmpty();
    assertThat(training.epochs(overrides)).isEqualTo(10);
  }

  @Test
  void shouldRefuseWhatIsOutOfRange() {
    ScheduleOverrides overrides =
        new ScheduleOverrides(
            Optional.of(0),
            Optional.empty(),
            Optional.of(-1.0),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    assertThatThrownBy(() -> training.schedule(overrides))
        .hasMessageContainingAll("freeze.epochs", "freeze.learning-rate");
  }
}
