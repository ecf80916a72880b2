package io.afterimage.trainer.buffer;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;

/**
 * How much the buffer holds.
 *
 * @param images of all classes
 * @param perClass of one class
 * @param split which share of a class is held out
 */
public record BufferLimits(int images, int perClass, StableSplit split) {

  /** Some 250 MB of photographs at 160x160, and no class more than half of it. */
  public static final BufferLimits DEFAULT = new BufferLimits(5000, 2500, StableSplit.SERVICE);

  /** Reads {@code buffer.*} and {@code split.*}. */
  public static BufferLimits from(Settings settings) {
    return new BufferLimits(
        settings.integer("buffer.max.pictures", DEFAULT.images, 1, Integer.MAX_VALUE),
        settings.integer("buffer.max.per.class", DEFAULT.perClass, 1, Integer.MAX_VALUE),
        new StableSplit(
            settings.number("split.validation", DEFAULT.split.validation(), Range.BELOW_HALF),
            settings.number("split.test", DEFAULT.split.test(), Range.BELOW_HALF)));
  }

  /** Refuses a buffer that holds nothing. */
  public BufferLimits {
    if (images < 1 || perClass < 1) {
      throw new IllegalArgumentException(
          "a buffer holds one or more images, of all classes and of each, got %d and %d"
              .formatted(images, perClass));
    }
  }

  double share(Split of) {
    return switch (of) {
      case VALIDATION -> split.validation();
      case TEST -> split.test();
      case TRAIN -> 1 - split.validation() - split.test();
    };
  }
}
