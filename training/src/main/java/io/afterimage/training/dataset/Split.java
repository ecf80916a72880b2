package io.afterimage.training.dataset;

/** What an image is for. */
public enum Split {
  /** The learner sees it, augmented. */
  TRAIN,
  /** Scored after every epoch; decides nothing about the weights. */
  VALIDATION,
  /** Scored once, after training. */
  TEST
}
