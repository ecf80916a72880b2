package io.afterimage.trainer.service;

import io.afterimage.images.InputSpec;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.ModelLimits;
import io.afterimage.schemas.events.ScheduleOverrides;
import io.afterimage.training.Adam;
import io.afterimage.training.Checkpoints;
import io.afterimage.training.ClassWeighting;
import io.afterimage.training.FineTunePhase;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.Monitor;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.Selection;
import io.afterimage.training.StartingPoint;
import io.afterimage.training.Training;
import io.afterimage.training.TrainingListener;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.TrainingSet;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configured schedule, changed by what a command says.
 *
 * @param training runs it
 * @param configured what holds where a command is silent
 * @param limits of the model that comes of it
 */
record ScheduledTraining(Training training, ScheduleConfig configured, ModelLimits limits)
    implements CandidateTraining {

  private static final Logger log = LoggerFactory.getLogger(ScheduledTraining.class);

  @Override
  public int epochs(ScheduleOverrides overrides) {
    ScheduleConfig schedule = schedule(overrides);
    return schedule.freeze().map(FreezePhase::epochs).orElse(0)
        + schedule.fineTune().map(FineTunePhase::epochs).orElse(0);
  }

  @Override
  public String identity(ScheduleOverrides overrides, Supplier<Optional<String>> current) {
    ScheduleConfig schedule = schedule(overrides);
    return training.identity(schedule, schedule.warmStart() ? current.get() : Optional.empty());
  }

  @Override
  public void requireRoom(int classes, InputSpec input) {
    training.requireRoom(classes, input, limits);
  }

  @Override
  public TrainingResult run(
      TrainingSet images,
      ScheduleOverrides overrides,
      Supplier<Optional<ModelArtifact>> current,
      Checkpoints checkpoints,
      TrainingListener listener,
      BooleanSupplier cancelled) {
    ScheduleConfig schedule = schedule(overrides);
    return training.run(
        images, schedule, start(schedule, current), checkpoints, listener, cancelled);
  }

  private static StartingPoint start(
      ScheduleConfig schedule, Supplier<Optional<ModelArtifact>> current) {
    Optional<ModelArtifact> active = schedule.warmStart() ? current.get() : Optional.empty();
    log.atInfo()
        .addKeyValue(
            "from", active.map(model -> model.manifest().version()).orElse("the pretrained base"))
        .log("training starts");
    return StartingPoint.of(active);
  }

  /**
   * The schedule of one run.
   *
   * @throws IllegalArgumentException naming every value that is out of range
   */
  ScheduleConfig schedule(ScheduleOverrides overrides) {
    FreezePhase freeze = configured.freeze().orElse(FreezePhase.DEFAULT);
    Adam adam = freeze.adam();
    return new ScheduleConfig(
        Optional.of(
            new FreezePhase(
                overrides.frozenEpochs().orElse(freeze.epochs()),
                overrides.batchSize().orElse(freeze.batchSize()),
                new Adam(
                    overrides.frozenLearningRate().orElse(adam.learningRate()),
                    adam.beta1(),
                    adam.beta2(),
                    adam.epsilon()),
                freeze.dropout())),
        fineTune(overrides),
        configured.augmentation(),
        selection(overrides),
        overrides.classWeights().map(ClassWeighting::parse).orElse(configured.classWeighting()),
        overrides.warmStart().orElse(configured.warmStart()),
        overrides.seed().orElse(configured.seed()));
  }

  private Selection selection(ScheduleOverrides overrides) {
    Selection usual = configured.selection();
    return new Selection(
        overrides.monitor().map(Monitor::parse).orElse(usual.monitor()),
        overrides.patience().orElse(usual.patience()),
        overrides.keepBest().orElse(usual.keepBest()));
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
                    phase.dropout())
                .withDecay(phase.decay()));
  }
}
