package io.afterimage.trainer.service;

import io.afterimage.events.ScheduleOverrides;
import io.afterimage.trainer.dataset.TrainingSet;
import io.afterimage.trainer.training.Adam;
import io.afterimage.trainer.training.Checkpoints;
import io.afterimage.trainer.training.FineTunePhase;
import io.afterimage.trainer.training.FreezePhase;
import io.afterimage.trainer.training.ScheduleConfig;
import io.afterimage.trainer.training.Training;
import io.afterimage.trainer.training.TrainingListener;
import io.afterimage.trainer.training.TrainingResult;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The configured schedule, changed by what a command says.
 *
 * @param training runs it
 * @param configured what holds where a command is silent
 */
record ScheduledTraining(Training training, ScheduleConfig configured)
    implements CandidateTraining {

  @Override
  public int epochs(ScheduleOverrides overrides) {
    ScheduleConfig schedule = schedule(overrides);
    return schedule.freeze().epochs() + schedule.fineTune().map(FineTunePhase::epochs).orElse(0);
  }

  @Override
  public TrainingResult run(
      TrainingSet pictures,
      ScheduleOverrides overrides,
      Checkpoints checkpoints,
      TrainingListener listener,
      BooleanSupplier cancelled) {
    return training.run(pictures, schedule(overrides), checkpoints, listener, cancelled);
  }

  /**
   * The schedule of one run.
   *
   * @throws IllegalArgumentException naming every value that is out of range
   */
  ScheduleConfig schedule(ScheduleOverrides overrides) {
    FreezePhase freeze = configured.freeze();
    Adam adam = freeze.adam();
    return new ScheduleConfig(
        new FreezePhase(
            overrides.frozenEpochs().orElse(freeze.epochs()),
            overrides.batchSize().orElse(freeze.batchSize()),
            new Adam(
                overrides.frozenLearningRate().orElse(adam.learningRate()),
                adam.beta1(),
                adam.beta2(),
                adam.epsilon()),
            freeze.dropout()),
        fineTune(overrides),
        configured.augmentation(),
        overrides.seed().orElse(configured.seed()));
  }

  /** Without epochs, there is no second phase. */
  private Optional<FineTunePhase> fineTune(ScheduleOverrides overrides) {
    FineTunePhase phase = configured.fineTune().orElse(FineTunePhase.DEFAULT);
    int epochs =
        overrides
            .fineTuneEpochs()
            .orElse(configured.fineTune().map(FineTunePhase::epochs).orElse(0));
    return epochs == 0
        ? Optional.empty()
        : Optional.of(
            new FineTunePhase(
                epochs,
                phase.fromLayer(),
                overrides.batchSize().orElse(phase.batchSize()),
                overrides.fineTuneLearningRate().orElse(phase.learningRate()),
                phase.dropout()));
  }
}
