package io.afterimage.trainer.service;

import io.afterimage.events.ScheduleOverrides;
import io.afterimage.model.InputSpec;
import io.afterimage.model.ModelArtifact;
import io.afterimage.trainer.dataset.TrainingSet;
import io.afterimage.trainer.training.Checkpoints;
import io.afterimage.trainer.training.TrainingListener;
import io.afterimage.trainer.training.TrainingResult;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Training that is watched.
 *
 * @param training does the work
 * @param metrics hears of it
 */
record MeasuredTraining(CandidateTraining training, RunMetrics metrics)
    implements CandidateTraining {

  @Override
  public int epochs(ScheduleOverrides overrides) {
    return training.epochs(overrides);
  }

  @Override
  public String identity(ScheduleOverrides overrides, Supplier<Optional<String>> current) {
    return training.identity(overrides, current);
  }

  @Override
  public void requireRoom(int classes, InputSpec input) {
    training.requireRoom(classes, input);
  }

  @Override
  public TrainingResult run(
      TrainingSet pictures,
      ScheduleOverrides overrides,
      Supplier<Optional<ModelArtifact>> current,
      Checkpoints checkpoints,
      TrainingListener listener,
      BooleanSupplier cancelled) {
    TrainingResult result =
        training.run(
            pictures,
            overrides,
            current,
            checkpoints,
            metrics.listener(epochs(overrides), listener),
            cancelled);
    metrics.trained();
    return result;
  }
}
