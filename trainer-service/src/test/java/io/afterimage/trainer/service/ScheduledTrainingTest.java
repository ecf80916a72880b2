package io.afterimage.trainer.service;

import static io.afterimage.schemas.schedule.ScheduleOptions.BATCH_SIZE;
import static io.afterimage.schemas.schedule.ScheduleOptions.CLASS_WEIGHTS;
import static io.afterimage.schemas.schedule.ScheduleOptions.DECAY;
import static io.afterimage.schemas.schedule.ScheduleOptions.FINE_TUNE_EPOCHS;
import static io.afterimage.schemas.schedule.ScheduleOptions.FINE_TUNE_RATE;
import static io.afterimage.schemas.schedule.ScheduleOptions.FREEZE_EPOCHS;
import static io.afterimage.schemas.schedule.ScheduleOptions.FREEZE_RATE;
import static io.afterimage.schemas.schedule.ScheduleOptions.KEEP_BEST;
import static io.afterimage.schemas.schedule.ScheduleOptions.MONITOR;
import static io.afterimage.schemas.schedule.ScheduleOptions.PATIENCE;
import static io.afterimage.schemas.schedule.ScheduleOptions.SEED;
import static io.afterimage.schemas.schedule.ScheduleOptions.WARM_START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.models.ModelArtifact;
import io.afterimage.models.ModelLimits;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.pretrained.Scratch;
import io.afterimage.networks.pretrained.WeightedBackbone;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.training.ClassWeighting;
import io.afterimage.training.FineTunePhase;
import io.afterimage.training.Monitor;
import io.afterimage.training.PretrainedBase;
import io.afterimage.training.RateDecay;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.Selection;
import io.afterimage.training.Training;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduledTrainingTest {

  private final ScheduledTraining training =
      new ScheduledTraining(null, ScheduleValues.none(), ModelLimits.DEFAULT);

  @Test
  void shouldKeepToTheConfigurationWhereTheCommandIsSilent() {
    assertThat(training.schedule(ScheduleValues.none())).isEqualTo(ScheduleConfig.DEFAULT);
    assertThat(training.epochs(ScheduleValues.none())).isEqualTo(12);
  }

  @Test
  void shouldKeepTheDecayWhateverTheCommandSays() {
    FineTunePhase decaying = FineTunePhase.DEFAULT.withDecay(RateDecay.COSINE);
    ScheduledTraining other =
        new ScheduledTraining(
            null, ScheduleValues.none().with(DECAY, "cosine"), ModelLimits.DEFAULT);

    assertThat(other.schedule(ScheduleValues.none()).fineTune()).contains(decaying);
  }

  @Test
  void shouldDoWhatTheCommandSays() {
    ScheduleValues overrides =
        ScheduleValues.none()
            .with(FREEZE_EPOCHS, 3)
            .with(FINE_TUNE_EPOCHS, 2)
            .with(FREEZE_RATE, 0.5)
            .with(FINE_TUNE_RATE, 0.25)
            .with(BATCH_SIZE, 7)
            .with(SEED, 99L);

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
    ScheduleValues overrides =
        ScheduleValues.none()
            .with(WARM_START, true)
            .with(CLASS_WEIGHTS, "balanced")
            .with(MONITOR, "loss")
            .with(PATIENCE, 3)
            .with(KEEP_BEST, true);

    assertThat(training.schedule(overrides))
        .isEqualTo(
            new ScheduleConfig(
                ScheduleConfig.DEFAULT.freeze(),
                ScheduleConfig.DEFAULT.fineTune(),
                ScheduleConfig.DEFAULT.augmentation(),
                new Selection(Monitor.LOSS, 3, true),
                ClassWeighting.BALANCED,
                true,
                ScheduleConfig.DEFAULT.seed()));
  }

  @Test
  void shouldLeaveTheSecondPhaseOutWhenItHasNoEpochs() {
    ScheduleValues overrides = ScheduleValues.none().with(FINE_TUNE_EPOCHS, 0);

    assertThat(training.schedule(overrides).fineTune()).isEmpty();
    assertThat(training.epochs(overrides)).isEqualTo(1);
  }

  @Test
  void shouldSayWhatToDoWhenTheActiveVersionHasAnotherBackbone() {
    WeightedBackbone scratch = Scratch.of(KnownBackbone.CIFAR10_CNN.table(32), 1);
    Training ofAnother =
        new Training(
            new PretrainedBase(scratch.backbone(), scratch.weights()), null, null, null, null);
    ScheduledTraining other =
        new ScheduledTraining(ofAnother, ScheduleValues.none(), ModelLimits.DEFAULT);
    ScheduleValues warm = ScheduleValues.none().with(WARM_START, true);
    Optional<ModelArtifact> active = Optional.of(FakeModels.model(FakeModels.RIGHT, 1));

    assertThatThrownBy(() -> other.identity(warm, () -> active))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "active version unpublished has the backbone fake",
            "training.backbone=cifar10-cnn",
            "--warm-start false",
            "set training.backbone=fake");
    assertThat(other.identity(ScheduleValues.none(), () -> active)).hasSize(64);
  }

  @Test
  void shouldRefuseWhatIsOutOfRange() {
    ScheduleValues overrides = ScheduleValues.none().with(FREEZE_EPOCHS, 0).with(FREEZE_RATE, -1.0);

    assertThatThrownBy(() -> training.schedule(overrides))
        .hasMessageContainingAll("freeze.epochs", "freeze.learning-rate");
  }
}
