package io.afterimage.cli.demo;

import io.afterimage.cli.terminal.LiveLine;
import io.afterimage.client.CommandFailure;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Keeps the line up to date while something is waited for. For one thread.
 *
 * @param line where it says how things stand
 * @param trouble ends waiting when it completes
 * @param status how things stand
 */
record DemoWatch(LiveLine line, CompletableFuture<?> trouble, Supplier<String> status) {

  private static final long LOOK_MILLIS = 200;

  /**
   * Waits until something is so.
   *
   * @throws CommandFailure when it is not within the limit
   * @throws CancellationException when the demonstration is to end
   */
  void until(BooleanSupplier reached, Duration limit, String what) {
    if (!look(reached, limit)) {
      throw new CommandFailure("%s did not come within %d s".formatted(what, limit.toSeconds()));
    }
  }

  /** Waits up to the limit; returns whether the condition was reached. */
  boolean look(BooleanSupplier reached, Duration limit) {
    long start = System.nanoTime();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        return false;
      }
      line.show(status.get());
      pause();
    }
    return true;
  }

  private void pause() {
    CompletableFuture<Object> tick =
        new CompletableFuture<>().completeOnTimeout(null, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    CompletableFuture.anyOf(trouble, tick).join();
    if (trouble.isDone()) {
      throw new CancellationException("asked to end");
    }
  }
}
