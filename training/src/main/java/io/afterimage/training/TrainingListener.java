package io.afterimage.training;

import java.util.List;
import java.util.Map;

/**
 * Listener for training progress, called on the training thread: a slow listener delays training.
 */
public interface TrainingListener {

  /** Does nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * Before the first phase, when the images decide on their augmentation.
   *
   * @param losses of each policy: mean cross-entropy on images as they are
   */
  default void augmentationChosen(
      AugmentationPolicy chosen, Map<AugmentationPolicy, Double> losses) {}

  /** Before a phase's first step, with the score on the validation images. */
  default void phaseStarted(PhasePlan plan, Score initial) {}

  /**
   * After {@link #phaseStarted}, when an earlier attempt had got into this phase.
   *
   * @param finished the epochs that are not run again; all of them where only what follows is left
   */
  default void phaseResumed(PhasePlan plan, List<EpochResult> finished) {}

  /**
   * After each batch.
   *
   * @param done training images of this epoch so far
   * @param total training images of an epoch
   * @param soFar over the epoch's batches up to this one, each before its step
   */
  default void batchFinished(Phase phase, int epoch, int done, int total, Score soFar) {}

  /** After each epoch. */
  default void epochFinished(EpochResult result) {}
}
