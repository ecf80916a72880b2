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

/** Makes a candidate from images. Thread-safe; one run at a time. */
interface CandidateTraining {

  /** How many epochs such a run has, over all phases. */
  int epochs(ScheduleValues overrides);

  /**
   * Tells runs apart that may learn something else from the same examples: by their schedule and by
   * where they start from.
   *
   * @param current the active version, called when training starts from it
   * @throws IllegalArgumentException naming every override that is out of range, or saying why
   *     training cannot start from the active version
   */
  String identity(ScheduleValues overrides, Supplier<Optional<ModelArtifact>> current);

  /**
   * Fails before decoding any image if the model for these classes would be too large.
   *
   * @throws io.afterimage.training.dataset.DatasetException saying what it needs, and what there is
   */
  void requireRoom(int classes, InputSpec input);

  /**
   * Trains on the calling thread, from where the checkpoints say that an earlier attempt stopped.
   *
   * @param current the active version, called when training starts from it
   * @throws java.util.concurrent.CancellationException within one batch, when cancelled
   */
  TrainingResult run(
      TrainingSet images,
      ScheduleValues overrides,
      Supplier<Optional<ModelArtifact>> current,
      Checkpoints checkpoints,
      TrainingListener listener,
      BooleanSupplier cancelled);
}
