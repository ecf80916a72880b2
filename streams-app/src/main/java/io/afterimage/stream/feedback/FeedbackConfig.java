package io.afterimage.stream.feedback;

import io.afterimage.config.Settings;
import java.time.Duration;

/**
 * The configuration of the feedback join.
 *
 * @param enabled whether labels are read and joined at all
 * @param retention how long a prediction waits for a label, and a label for its prediction, counted
 *     from their arrival at the join
 * @param opinions whether what other sources say of an image is passed on too, where it does not
 *     change the image's label
 */
public record FeedbackConfig(boolean enabled, Duration retention, boolean opinions) {

  /** As long as the topics keep images and events by default. */
  public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

  /** Expiry is looked for a few times in a retention; less than this would be a busy loop. */
  public static final Duration LEAST_RETENTION = Duration.ofSeconds(1);

  /** Passes on nothing but labels. */
  public FeedbackConfig(boolean enabled, Duration retention) {
    this(enabled, retention, false);
  }

  /** Reads {@code feedback.enabled}, {@code feedback.retention} and {@code feedback.opinions}. */
  public static FeedbackConfig from(Settings settings) {
    return new FeedbackConfig(
        settings.flag("feedback.enabled", true),
        settings.duration("feedback.retention", DEFAULT_RETENTION, LEAST_RETENTION),
        settings.flag("feedback.opinions", false));
  }

  /** Refuses retentions below {@link #LEAST_RETENTION}. */
  public FeedbackConfig {
    if (retention.compareTo(LEAST_RETENTION) < 0) {
      throw new IllegalArgumentException(
          "feedback retention is %s, at least %s".formatted(retention, LEAST_RETENTION));
    }
  }
}
