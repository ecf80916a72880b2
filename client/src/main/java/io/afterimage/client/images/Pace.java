package io.afterimage.client.images;

import io.afterimage.config.Range;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Limits a loop to a number of steps per second, catching up after a delay. For one thread. */
public final class Pace {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final double perSecond;
  private final BooleanSupplier stopped;
  private final long startNanos = System.nanoTime();
  private long steps;

  /**
   * Starts the clock.
   *
   * @param perSecond steps a second; 0 for as many as possible
   * @param stopped ends waiting
   */
  public Pace(double perSecond, BooleanSupplier stopped) {
    Range.atLeast(0).require("rate", perSecond);
    this.perSecond = perSecond;
    this.stopped = stopped;
  }

  /** Waits until the next step is due, or it was stopped. */
  public void await() {
    if (perSecond == 0) {
      return;
    }
    long due = startNanos + (long) (steps++ / perSecond * TimeUnit.SECONDS.toNanos(1));
    long left = due - System.nanoTime();
    while (left > 0 && !stopped.getAsBoolean()) {
      LockSupport.parkNanos(Math.min(left, LOOK_NANOS));
      left = due - System.nanoTime();
    }
  }
}
