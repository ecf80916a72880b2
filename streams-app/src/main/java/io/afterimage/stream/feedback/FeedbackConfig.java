package io.afterimage.stream.feedback;

import io.afterimage.config.Settings;
import java.time.Duration;

/**
 * The configuration of the feedback join.
 *
 * @param enabled whether labels are read and joined at all
 * @param retention how long a prediction waits for a label, and a label for its prediction, counted
 *     from their arrival at the join
 */
public record FeedbackConfig(boolean enabled, Duration retention) {

  /** As long as the topics keep images and events by default. */
  public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

  /** Expiry is looked for a few times in a retention; less than this would be a busy loop. */
  public static final Duration LEAST_RETENTION = Duration.ofSeconds(1);

  /** Reads {@code feedback.enabled} and {@code feedback.retention}. */
  public static FeedbackConfig from(Settings settings) {
    return new FeedbackConfig(
        settings.flag("feedback.enabled", true),
        settings.duration("feedback.retention", DEFAULT_RETENTION, LEAST_RETENTION));
  }

  /** Refuses retentions below {@link #LEAST_RETENTION}. */
  public FeedbackConfig {
    if (retention.compareTo(LEAST_RETENTION) < 0) {
      throw new IllegalArgumentException(
          "feedback retention is %s, at least %s".formatted(retention, LEAST_RETENTION));
    }
  }
}
