package io.afterimage.trainer.requests;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import java.time.Duration;

/**
 * How many labels are asked for.
 *
 * @param perDay the most requests in any 24 hours; 0: none
 * @param auditShare how many of them are drawn at random, from 0 to 1
 * @param every how often some are made: each time from the images that were answered since the last
 *     one
 */
public record RequestConfig(int perDay, double auditShare, Duration every) {

  /**
   * How many of the requests that are not audits are for unknown images, where there are any. It
   * costs some labels where nothing is new, and finds what is new at once (docs/requests.md).
   */
  public static final double NEW_SHARE = 0.2;

  private static final Range AUDIT_SHARE = new Range(0, 1, "0 to 1");
  private static final int MOST_PER_DAY = 10_000;
  private static final Duration MOST_OFTEN = Duration.ofSeconds(1);

  /** Refuses what {@link #read} does not allow. */
  public RequestConfig {
    new Range(0, MOST_PER_DAY, "0 to 10000").require("requests.per.day", perDay);
    AUDIT_SHARE.require("requests.audit.share", auditShare);
    if (every.compareTo(MOST_OFTEN) < 0) {
      throw new IllegalArgumentException("requests.every is " + every + ", at least 1s");
    }
  }

  /** Reads the options. */
  public static RequestConfig read(Settings settings) {
    return new RequestConfig(
        settings.integer("requests.per.day", 100, 0, MOST_PER_DAY),
        settings.number("requests.audit.share", 0.2, AUDIT_SHARE),
        settings.duration("requests.every", Duration.ofHours(1), MOST_OFTEN));
  }

  /** Whether any label is asked for. */
  public boolean enabled() {
    return perDay > 0;
  }
}
