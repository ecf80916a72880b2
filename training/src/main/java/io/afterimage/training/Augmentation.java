package io.afterimage.training;

import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How training images vary from epoch to epoch.
 *
 * @param flip whether half of them are mirrored left to right
 * @param rotation the largest angle in either direction, as a share of a full turn, 0 to 0.5; 0
 *     turns nothing
 * @param shift the largest way along each side, in either direction, as a share of the side, 0 to
 *     0.5; 0 shifts nothing
 */
public record Augmentation(boolean flip, double rotation, double shift) {

  /** Without shift. */
  public Augmentation(boolean flip, double rotation) {
    this(flip, rotation, 0);
  }

  /** The transfer-learning tutorial's: mirrored, and turned by up to 0.2 of a full turn. */
  public static final Augmentation DEFAULT = of(ScheduleValues.none());

  /** No augmentation. */
  public static final Augmentation NONE = new Augmentation(false, 0);

  /** What these options say. */
  static Augmentation of(ScheduleValues values) {
    return new Augmentation(
        values.get(ScheduleOptions.FLIP),
        values.get(ScheduleOptions.ROTATION),
        values.get(ScheduleOptions.SHIFT));
  }

  /**
   * Draws what happens to one image: each choice even, the angle uniform over {@code [-rotation,
   * rotation)} of a full turn, each way uniform over {@code [-shift, shift)} of its side.
   */
  Variation draw(SplittableRandom random) {
    boolean mirrored = random.nextBoolean();
    double turn = either(random);
    return new Variation(
        flip && mirrored,
        turn * rotation * 2 * Math.PI,
        either(random) * shift,
        either(random) * shift);
  }

  private static double either(SplittableRandom random) {
    return 2 * random.nextDouble() - 1;
  }

  void check(String option, List<String> problems) {
    ScheduleOptions.ROTATION.check(option + ".rotation", rotation, problems);
    ScheduleOptions.SHIFT.check(option + ".shift", shift, problems);
  }
}
