package io.afterimage.schemas.topics;

import java.time.Duration;

/** How long a topic keeps its records. */
public sealed interface Retention {

  /** The value of {@code retention.ms}. */
  String retentionMs();

  /** Every record stays, whatever its age. */
  record Forever() implements Retention {
    @Override
    public String retentionMs() {
      return "-1";
    }
  }

  /** Records may go when they are older than this. */
  record For(Duration age) implements Retention {

    /** Refuses ages that are not positive. */
    public For {
      if (age.isNegative() || age.isZero()) {
        throw new IllegalArgumentException("retention is " + age + ", it must be positive");
      }
    }

    @Override
    public String retentionMs() {
      return Long.toString(age.toMillis());
    }
  }
}
