package io.afterimage.console.web;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Keeps one channel to at most 20 events in any second: five at once, then one every 67 ms. What
 * comes faster waits, and only the latest of it is kept. Thread-safe; events go out one at a time,
 * so that an older one never follows a newer one.
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

  /** Takes an event, and hands it out if it may go now. */
  synchronized void offer(Object event, long now, Consumer<Object> out) {
    waiting = event;
    handDue(now, out);
  }

  /** Hands out what waits, if it may go now. */
  synchronized void handDue(long now, Consumer<Object> out) {
    allowed = Math.min(BURST, allowed + (now - seen) * PER_NANO);
    seen = now;
    if (waiting == null || allowed < 1) {
      return;
    }
    allowed--;
    Object event = waiting;
    waiting = null;
    out.accept(event);
  }
}
