package io.afterimage.training;

import io.afterimage.images.InputSpec;
import io.afterimage.schemas.schedule.ScheduleOption;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.training.BatchPipeline.ImageWriter;
import io.afterimage.training.dataset.StableSplit;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * How training images vary from epoch to epoch.
 *
 * @param flip whether half of them are mirrored left to right
 * @param rotation the largest angle in either direction, as a share of a full turn, 0 to 0.5; 0
 *     turns nothing
 * @param shift the largest way along each side, in either direction, as a share of the side, 0 to
 *     0.5; 0 shifts nothing
 * @param automatic whether cross-validation chooses one of {@link AugmentationPolicy} instead
 */
public record Augmentation(boolean flip, double rotation, double shift, boolean automatic) {

  /** The choice is made from the images. */
  public static final Augmentation AUTOMATIC = new Augmentation(false, 0, 0, true);

  /** Chosen already. */
  public Augmentation(boolean flip, double rotation, double shift) {
    this(flip, rotation, shift, false);
  }

  /** Without shift. */
  public Augmentation(boolean flip, double rotation) {
    this(flip, rotation, 0);
  }

  /** The transfer-learning tutorial's: mirrored, and turned by up to 0.2 of a full turn. */
  public static final Augmentation DEFAULT = AugmentationPolicy.TURNED.augmentation();

  /** No augmentation. */
  public static final Augmentation NONE = new Augmentation(false, 0);

  private static final List<ScheduleOption<?>> FIGURES =
      List.of(ScheduleOptions.FLIP, ScheduleOptions.ROTATION, ScheduleOptions.SHIFT);

  private static final long VARIATION = 2;

  /** What these options say. */
  static Augmentation of(ScheduleValues values) {
    Optional<String> policy = values.find(ScheduleOptions.AUGMENTATION);
    boolean figures = FIGURES.stream().anyMatch(option -> values.find(option).isPresent());
    if (figures && policy.filter("auto"::equals).isPresent()) {
      throw new IllegalArgumentException(
          "augmentation is auto, which chooses flip, rotation and shift: leave these out, or name a policy");
    }
    boolean automatic = policy.map("auto"::equals).orElse(HeadMethod.isConverged(values));
    if (automatic && !figures) {
      return AUTOMATIC;
    }
    Augmentation usual =
        policy
            .filter(code -> !code.equals("auto"))
            .map(code -> Codes.parse(AugmentationPolicy.class, "augmentation", code))
            .orElse(AugmentationPolicy.TURNED)
            .augmentation();
    return new Augmentation(
        values.find(ScheduleOptions.FLIP).orElse(usual.flip),
        values.find(ScheduleOptions.ROTATION).orElse(usual.rotation),
        values.find(ScheduleOptions.SHIFT).orElse(usual.shift));
  }

  /**
   * Varies images; which way follows from the arguments and the image's id.
   *
   * @param pass through the images
   */
  ImageWriter writer(InputSpec input, long seed, int pass) {
    if (equals(NONE)) {
      return ImageWriter.AS_IS;
    }
    ImageWarp warp = new ImageWarp(input.height(), input.width());
    return (image, target) -> {
      SplittableRandom random = Seeds.random(seed, VARIATION, pass, StableSplit.hash(image.id()));
      warp.write(image.rgb(), draw(random), target);
    };
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

  /** Part of fingerprints: that of given figures is as it was when there was nothing else. */
  @Override
  public String toString() {
    return automatic
        ? "Augmentation[automatic]"
        : "Augmentation[flip=%s, rotation=%s, shift=%s]".formatted(flip, rotation, shift);
  }
}
