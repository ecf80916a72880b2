package io.afterimage.training;

import io.afterimage.config.Range;

/** What the figures of a schedule may be, whatever they are called where they are given. */
public final class ScheduleRanges {

  /** Of a phase that takes place. */
  public static final Range EPOCHS = Range.atLeast(1);

  /** Images for each step. */
  public static final Range BATCH_SIZE = Range.atLeast(1);

  /** Of either optimiser. */
  public static final Range LEARNING_RATE = Range.ABOVE_ZERO;

  /** Of features, in either phase. */
  public static final Range DROPOUT = Range.SHARE;

  /** Of training images, at most. */
  public static final Range ROTATION = new Range(0, 0.5, "0 to 0.5 of a full turn");

  /** Of training images, at most, along each side. */
  public static final Range SHIFT = new Range(0, 0.5, "0 to 0.5 of a side");

  /** Epochs without a better one; 0: never. */
  public static final Range PATIENCE = Range.atLeast(0);

  static final Range FROM_LAYER = Range.atLeast(0);
  static final Range ADAM_DECAY = Range.SHARE;
  static final Range ADAM_EPSILON = Range.ABOVE_ZERO;

  private ScheduleRanges() {}
}
