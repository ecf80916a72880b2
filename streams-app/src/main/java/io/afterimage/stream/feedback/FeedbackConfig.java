package io.afterimage.stream.feedback;

import java.time.Duration;

/**
 * What the feedback join is told.
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

  /** Refuses retentions below {@link #LEAST_RETENTION}. */
  public FeedbackConfig {
    if (retention.compareTo(LEAST_RETENTION) < 0) {
      throw new IllegalArgumentException(
          "feedback retention is %s, at least %s".formatted(retention, LEAST_RETENTION));
    }
  }
}
