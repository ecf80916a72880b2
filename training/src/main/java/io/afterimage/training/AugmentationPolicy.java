package io.afterimage.training;

import io.afterimage.schemas.schedule.ScheduleOptions;

/**
 * Augmentations that fit kinds of images. Their codes are the choices of {@link
 * ScheduleOptions#AUGMENTATION}.
 */
public enum AugmentationPolicy {
  /** Images as they are: everything is always in the same place. */
  NONE(false, 0, 0),
  /** A little turned and moved, not mirrored: digits, writing, gauges, signs. */
  UPRIGHT(false, 0.02, 0.05),
  /** Mirrored too: photos of things that have a top and a bottom. */
  SCENE(true, 0.03, 0.05),
  /** Mirrored and turned by up to a fifth, as in the transfer-learning tutorial. */
  TURNED(true, 0.2, 0),
  /** Any way up: from above, through a microscope, on a belt. */
  ANY(true, 0.5, 0.05);

  private final boolean flip;
  private final double rotation;
  private final double shift;

  AugmentationPolicy(boolean flip, double rotation, double shift) {
    this.flip = flip;
    this.rotation = rotation;
    this.shift = shift;
  }

  /** Its form in options. */
  public String code() {
    return Codes.code(this);
  }

  /** What it does to training images. */
  public Augmentation augmentation() {
    return new Augmentation(flip, rotation, shift);
  }
}
