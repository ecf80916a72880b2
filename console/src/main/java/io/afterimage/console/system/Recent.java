package io.afterimage.console.system;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * An answer that takes time to get, and that serves all who ask within some seconds of its coming:
 * those who waited for it too, however long it took. Thread-safe; one thread gets it.
 */
final class Recent<T> {

  private static final Duration FRESH = Duration.ofSeconds(3);

  private final Supplier<T> source;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private Optional<T> latest = Optional.empty();
  private Instant came = Instant.MIN;

  Recent(Supplier<T> source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  T get() {
    lock.lock();
    try {
      if (latest.isEmpty() || !came.plus(FRESH).isAfter(clock.instant())) {
        latest = Optional.of(source.get());
        came = clock.instant();
      }
      return latest.get();
    } finally {
      lock.unlock();
    }
  }
}
