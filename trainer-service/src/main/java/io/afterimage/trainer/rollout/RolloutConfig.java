package io.afterimage.trainer.rollout;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.trainer.guardrails.GuardrailConfig;
import io.afterimage.training.validation.SequentialMeanTest;
import java.time.Duration;
import java.util.Optional;

/**
 * How a version that passed the gate becomes active.
 *
 * @param images that it answers as a shadow before; 0: it becomes active at once
 * @param share of the live images that it answers as a shadow
 * @param labels of these images that are waited for
 * @param guardrails beyond which it is withdrawn
 * @param time after which it is decided by what has come until then
 * @param canary how it answers a share of the images afterwards, or instead
 * @param approval whether somebody has to approve it in the end
 */
public record RolloutConfig(
    int images,
    double share,
    int labels,
    GuardrailConfig guardrails,
    Duration time,
    CanaryConfig canary,
    ApprovalConfig approval) {

  static final int MOST_IMAGES = 100_000;
  private static final Range SHARE = new Range(0.0001, 1, "0.0001 to 1");

  /** Every version becomes active at once. */
  public static final RolloutConfig OFF =
      new RolloutConfig(0, 0.1, 0, GuardrailConfig.DEFAULT, Duration.ofDays(1));

  /** With neither canary nor approval. */
  public RolloutConfig(
      int images, double share, int labels, GuardrailConfig guardrails, Duration time) {
    this(images, share, labels, guardrails, time, CanaryConfig.OFF);
  }

  /** Without approval. */
  public RolloutConfig(
      int images,
      double share,
      int labels,
      GuardrailConfig guardrails,
      Duration time,
      CanaryConfig canary) {
    this(images, share, labels, guardrails, time, canary, ApprovalConfig.OFF);
  }

  /** Refuses what cannot work. */
  public RolloutConfig {
    SHARE.require("rollout.shadow.share", share);
    if (images < 0 || images > MOST_IMAGES || labels < 0 || labels > MOST_IMAGES) {
      throw new IllegalArgumentException(
          "rollout.shadow.images and rollout.shadow.labels are 0 to %d, not %d and %d"
              .formatted(MOST_IMAGES, images, labels));
    }
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("rollout.shadow.time must be above zero, not " + time);
    }
  }

  /**
   * Reads the options.
   *
   * @param usual the guardrails, unless a shadow has others
   */
  public static RolloutConfig read(Settings settings, GuardrailConfig usual) {
    return new RolloutConfig(
        settings.integer("rollout.shadow.images", OFF.images(), 0, MOST_IMAGES),
        settings.number("rollout.shadow.share", OFF.share(), SHARE),
        settings.integer("rollout.shadow.labels", OFF.labels(), 0, MOST_IMAGES),
        usual.with(
            settings.number("rollout.shadow.agreement", usual.agreement(), SequentialMeanTest.UNIT),
            settings.number("rollout.shadow.latency", usual.latency(), GuardrailConfig.LATENCY)),
        settings.duration("rollout.shadow.time", OFF.time(), Duration.ofMillis(1)),
        CanaryConfig.read(settings),
        ApprovalConfig.read(settings));
  }

  /** Whether a version is a canary before it becomes active. */
  public boolean hasCanary() {
    return canary.images() > 0;
  }

  /**
   * What a version does first before it becomes active; empty: nothing.
   *
   * @param besideActive whether there is an active version, without which nothing is tried
   */
  public Optional<Stage> first(boolean besideActive) {
    if (besideActive && hasShadow()) {
      return Optional.of(Stage.SHADOW);
    }
    return besideActive && hasCanary() ? Optional.of(Stage.CANARY) : last();
  }

  /** What a version does when it has stood every trial, before it becomes active. */
  public Optional<Stage> last() {
    return approval.isRequired() ? Optional.of(Stage.APPROVAL) : Optional.empty();
  }

  /** The share of the images that a version answers at a stage. */
  public double share(Stage stage) {
    return switch (stage) {
      case SHADOW -> share;
      case CANARY -> canary.share();
      case APPROVAL -> 0;
    };
  }

  /** After how long a version is withdrawn that still is at the stage; empty: it stays. */
  public Optional<Duration> expiry(Stage stage) {
    return stage == Stage.APPROVAL ? approval.limit() : Optional.empty();
  }

  /** Whether a version is a shadow before it becomes active. */
  public boolean hasShadow() {
    return images > 0;
  }
}
