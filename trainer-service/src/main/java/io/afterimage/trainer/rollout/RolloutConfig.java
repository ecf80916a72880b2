package io.afterimage.trainer.rollout;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import java.time.Duration;

/**
 * How a version that passed the gate becomes active.
 *
 * @param images that it answers as a shadow before; 0: it becomes active at once
 * @param share of the live images that it answers as a shadow
 * @param labels of these images that are waited for
 * @param agreement with the active version, below which it is withdrawn, as a share of the answers
 * @param latency of its graph, in multiples of the active version's, above which it is withdrawn
 * @param time after which it is decided by what has come until then
 */
public record RolloutConfig(
    int images, double share, int labels, double agreement, double latency, Duration time) {

  static final int MOST_IMAGES = 100_000;
  private static final Range AGREEMENT = new Range(0, 1, "0 to 1");
  private static final Range SHARE = new Range(0.0001, 1, "0.0001 to 1");
  private static final Range LATENCY = new Range(1, 1000, "1 to 1000");

  /** Every version becomes active at once. */
  public static final RolloutConfig OFF = new RolloutConfig(0, 0.1, 0, 0.2, 3, Duration.ofDays(1));

  /** Refuses what cannot work. */
  public RolloutConfig {
    SHARE.require("rollout.shadow.share", share);
    AGREEMENT.require("rollout.shadow.agreement", agreement);
    LATENCY.require("rollout.shadow.latency", latency);
    if (images < 0 || images > MOST_IMAGES || labels < 0 || labels > MOST_IMAGES) {
      throw new IllegalArgumentException(
          "rollout.shadow.images and rollout.shadow.labels are 0 to %d, not %d and %d"
              .formatted(MOST_IMAGES, images, labels));
    }
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("rollout.shadow.time must be above zero, not " + time);
    }
  }

  /** Reads the options. */
  public static RolloutConfig read(Settings settings) {
    return new RolloutConfig(
        settings.integer("rollout.shadow.images", OFF.images(), 0, MOST_IMAGES),
        settings.number("rollout.shadow.share", OFF.share(), SHARE),
        settings.integer("rollout.shadow.labels", OFF.labels(), 0, MOST_IMAGES),
        settings.number("rollout.shadow.agreement", OFF.agreement(), AGREEMENT),
        settings.number("rollout.shadow.latency", OFF.latency(), LATENCY),
        settings.duration("rollout.shadow.time", OFF.time(), Duration.ofMillis(1)));
  }

  /** Whether a version is a shadow before it becomes active. */
  public boolean hasShadow() {
    return images > 0;
  }
}
