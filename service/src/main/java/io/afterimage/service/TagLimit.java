package io.afterimage.service;

import java.util.HashSet;
import java.util.Set;

/**
 * Keeps what people type from becoming any number of time series: the first values become tags, all
 * further ones share {@link #OTHER}. Thread-safe.
 */
public final class TagLimit {

  /** The tag of values beyond the limit. */
  public static final String OTHER = "other";

  /** Labels with series of their own, in every meter that has them. */
  public static final int LABELS = 100;

  /** A longer value has no series of its own. */
  public static final int LONGEST = 64;

  private final int most;
  private final Set<String> known = new HashSet<>();

  /** Allows this many values. */
  public TagLimit(int most) {
    this.most = most;
  }

  /** The value itself, or {@link #OTHER}. */
  public synchronized String tag(String value) {
    if (known.contains(value)) {
      return value;
    }
    return known.size() < most && value.length() <= LONGEST && known.add(value) ? value : OTHER;
  }
}
