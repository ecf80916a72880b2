package io.afterimage.console.web;

import java.time.Duration;
import java.util.Optional;

/**
 * Keeps one channel to at most 20 events in any second: five at once, then one every 67 ms. What
 * comes faster waits, and only the latest of it is kept. Thread-safe.
 */
final class EventChannel {

  private static final int BURST = 5;
  private static final double PER_NANO = 15.0 / Duration.ofSeconds(1).toNanos();

  private double allowed = BURST;
  private long seen;
  private Object waiting;

  EventChannel(long now) {
    this.seen = now;
  }

  /** Takes an event; returns it if it may go out now. */
  synchronized Optional<Object> offer(Object event, long now) {
    waiting = event;
    return due(now);
  }

  /** What waits, if it may go out now. */
  synchronized Optional<Object> due(long now) {
    allowed = Math.min(BURST, allowed + (now - seen) * PER_NANO);
    seen = now;
    if (waiting == null || allowed < 1) {
      return Optional.empty();
    }
    allowed--;
    Object event = waiting;
    waiting = null;
    return Optional.of(event);
  }
}
