package io.afterimage.trainer.service;

import io.afterimage.images.InputSpec;
import io.afterimage.models.ModelArtifact;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.training.Checkpoints;
import io.afterimage.training.TrainingListener;
import io.afterimage.training.TrainingResult;
import io.afterimage.training.dataset.TrainingSet;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Training that is watched.
 *
 * @param training does the work
 * @param metrics records progress and results
 */
record MeasuredTraining(CandidateTraining training, RunMetrics metrics)
    implements CandidateTraining {

  @Override
  public int epochs(ScheduleValues overrides) {
    return training.epochs(overrides);
  }

  @Override
  public String identity(ScheduleValues overrides, Supplier<Optional<ModelArtifact>> current) {
    return training.identity(overrides, current);
  }

  @Override
  public void requireRoom(int classes, InputSpec input) {
    training.requireRoom(classes, input);
  }

  @Override
  public TrainingResult run(
      TrainingSet images,
      ScheduleValues overrides,
      Supplier<Optional<ModelArtifact>> current,
      Checkpoints checkpoints,
      TrainingListener listener,
      BooleanSupplier cancelled) {
    TrainingResult result =
        training.run(
            images,
            overrides,
            current,
            checkpoints,
            metrics.listener(epochs(overrides), listener),
            cancelled);
    metrics.trained();
    return result;
  }
}
