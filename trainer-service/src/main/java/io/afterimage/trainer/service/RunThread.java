package io.afterimage.trainer.service;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The thread of one run, with the switch that stops it. */
final class RunThread {

  private final AtomicBoolean cancelled;
  private final Thread thread;

  /**
   * Starts the run.
   *
   * @param work asks the switch whether to stop
   * @param done told on the run's thread what came of it
   * @param broken told on the run's thread when it threw
   */
  <T> RunThread(
      AtomicBoolean cancelled, Supplier<T> work, Consumer<T> done, Consumer<Throwable> broken) {
    this.cancelled = cancelled;
    this.thread =
        new Thread(
            () -> {
              try {
                done.accept(work.get());
              } catch (RuntimeException | Error e) {
                broken.accept(e);
              }
            },
            "trainer-run");
    thread.start();
  }

  void cancel() {
    cancelled.set(true);
  }

  /** Stops the run and waits for its end, which comes within a batch. */
  void close(Duration limit) {
    cancel();
    try {
      thread.join(limit.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
