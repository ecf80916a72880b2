package io.afterimage.training;

import java.util.Locale;

/** The two parts of the schedule. */
public enum Phase {
  /** The base is frozen, the head learns. */
  FREEZE,
  /** The top of the base learns too. */
  FINE_TUNE;

  /** The form in logs, metrics and events: {@code freeze}, {@code fine_tune}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
