package io.afterimage.benchmarks.rig;

import io.afterimage.benchmarks.rig.PredictionReader.Seen;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Load on instances that run, and what they make of it. */
public final class Load {

  /** Fails when no prediction arrives for this long. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(100);

  /** The share of a burst that passes before the clock starts. */
  private static final double SETTLING = 0.1;

  private Load() {}

  /**
   * What instances do with more than they can: sends a burst, waits for all of it, and counts from
   * its first tenth on.
   *
   * @return images per second
   */
  public static double capacity(ImageFeed feed, PredictionReader reader, int images) {
    int before = reader.count();
    feed.burst(images);
    reader.await(before + images, PATIENCE);
    return rate(reader.seen().subList(before, before + images));
  }

  /** Predictions per second after the first tenth, by when they were visible. */
  public static double rate(List<Seen> seen) {
    Seen first = seen.get((int) (seen.size() * SETTLING));
    Seen last = seen.get(seen.size() - 1);
    long counted = seen.stream().filter(each -> each.nanos() > first.nanos()).count();
    return counted * 1e9 / (last.nanos() - first.nanos());
  }

  /** Runs an action while photos come at a steady rate, then waits for the answers to all. */
  public static void whileSteady(
      ImageFeed feed, PredictionReader reader, double perSecond, Runnable action) {
    int before = reader.count() - feed.sent();
    AtomicBoolean going = new AtomicBoolean(true);
    CompletableFuture<Void> flow =
        CompletableFuture.runAsync(() -> feed.steady(perSecond, going::get));
    try {
      action.run();
    } finally {
      going.set(false);
      flow.join();
    }
    reader.await(before + feed.sent(), PATIENCE);
  }

  /**
   * Waits until the condition holds.
   *
   * @throws IllegalStateException when that takes too long
   */
  public static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("what was waited for did not come within " + LONGEST);
      }
      last(LOOK);
    }
  }

  /** Lets time pass. */
  public static void last(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
