package io.afterimage.trainer.service;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * When something was asked for: brokers or store may have been unavailable when it was to be
 * carried out. For one thread.
 */
final class Reminder {

  /** After so long what is neither done nor refused is asked for again. */
  static final Duration ASK_AGAIN = Duration.ofMinutes(1);

  private final Map<String, Instant> asked = new HashMap<>();
  private final InstantSource clock;

  Reminder(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether it was not asked for, or long ago. */
  boolean isDue(String what) {
    Instant before = asked.get(what);
    return before == null || !clock.instant().isBefore(before.plus(ASK_AGAIN));
  }

  /** It is asked for now; whether for the first time. */
  boolean isFirst(String what) {
    return asked.put(what, clock.instant()) == null;
  }
}
