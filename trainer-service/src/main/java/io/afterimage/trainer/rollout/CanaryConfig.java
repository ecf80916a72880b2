package io.afterimage.trainer.rollout;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import java.time.Duration;

/**
 * How a version answers a share of the images before it becomes active.
 *
 * @param images that it answers; 0: it is no canary
 * @param share of the groups, or of the images without a group
 * @param labels of images that it and the active version are compared on that are waited for
 * @param time after which it is decided by what has come until then
 */
public record CanaryConfig(int images, double share, int labels, Duration time) {

  private static final Range SHARE = new Range(0.0001, 1, "0.0001 to 1");

  /** No version is a canary. */
  public static final CanaryConfig OFF = new CanaryConfig(0, 0.05, 0, Duration.ofDays(1));

  /** Refuses what cannot work. */
  public CanaryConfig {
    SHARE.require("rollout.canary.share", share);
    if (images < 0 || labels < 0) {
      throw new IllegalArgumentException(
          "rollout.canary.images and rollout.canary.labels are 0 or more, not %d and %d"
              .formatted(images, labels));
    }
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("rollout.canary.time must be above zero, not " + time);
    }
  }

  static CanaryConfig read(Settings settings) {
    return new CanaryConfig(
        settings.integer("rollout.canary.images", OFF.images(), 0, Integer.MAX_VALUE),
        settings.number("rollout.canary.share", OFF.share(), SHARE),
        settings.integer("rollout.canary.labels", OFF.labels(), 0, Integer.MAX_VALUE),
        settings.duration("rollout.canary.time", OFF.time(), Duration.ofMillis(1)));
  }
}
