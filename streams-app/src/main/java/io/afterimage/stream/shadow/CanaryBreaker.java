package io.afterimage.stream.shadow;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a canary is asked: not for a while after a late answer, so that waiting for it costs a
 * small part of the time, and not at all after a fault of its workers. Thread-safe.
 */
public final class CanaryBreaker {

  /** Of the time that a late answer was waited for. */
  private static final int TIMES_WAITED = 20;

  private final Duration pause;
  private final AtomicLong pausedUntil = new AtomicLong(System.nanoTime());
  private volatile Optional<String> fault = Optional.empty();

  /** Of a canary that works so far. */
  public CanaryBreaker() {
    this(CanaryClassifier.LIMIT.multipliedBy(TIMES_WAITED));
  }

  CanaryBreaker(Duration pause) {
    this.pause = pause;
  }

  /** One of the canary's workers has ended: nothing is asked any more. */
  public void fail(Throwable cause) {
    fault = Optional.of("a worker of the canary ended: " + cause);
  }

  /** Why nothing is asked any more. */
  public Optional<String> fault() {
    return fault;
  }

  void late() {
    pausedUntil.set(System.nanoTime() + pause.toNanos());
  }

  boolean isOpen() {
    return fault.isPresent() || System.nanoTime() - pausedUntil.get() < 0;
  }
}
