package io.afterimage.trainer.watch;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.training.validation.SequentialSignTest;

/**
 * How a version is watched after its promotion.
 *
 * @param watch whether it is
 * @param labels how many labelled images a watch lasts
 * @param errorRate how often, at most, a watch takes a version back that is as good as the one
 *     before it
 * @param margin the loss of accuracy that is allowed
 */
public record WatchConfig(Switch watch, int labels, double errorRate, double margin) {

  private static final int MOST_LABELS = 10_000;

  /** Whether versions are watched. */
  public enum Switch {
    /** They are, and a worse one is rolled back. */
    ON,
    /** They are not. */
    OFF
  }

  /** Reads the options. */
  public static WatchConfig read(Settings settings) {
    return new WatchConfig(
        settings.choice("watch", Switch.ON),
        settings.integer("watch.labels", 500, 1, MOST_LABELS),
        settings.number("watch.error.rate", 0.01, SequentialSignTest.RATE),
        settings.number("watch.margin", 0, Range.BELOW_HALF));
  }

  /** Whether versions are watched. */
  public boolean isOn() {
    return watch == Switch.ON;
  }

  /** What tells a worse version. */
  public SequentialSignTest test() {
    return new SequentialSignTest(errorRate, margin, labels);
  }
}
