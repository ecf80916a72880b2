package io.afterimage.cli.terminal;

import io.afterimage.service.ExitSignals;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C or SIGTERM as something to ask and to wait for. The process stays until {@link #close},
 * within a limit, so that what was started can be ended in order; a second Ctrl-C ends it at once.
 * Thread-safe.
 */
public final class StopSignal implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final CompletableFuture<Void> requested = new CompletableFuture<>();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final ExitSignals.Closing closing;

  private StopSignal(Terminal terminal, String stays) {
    closing =
        new ExitSignals.Closing() {
          @Override
          public void close() {
            stopAndAwaitEnd();
          }

          @Override
          public void cutShort() {
            terminal.sayInstead("ended at once: " + stays);
          }
        };
  }

  /**
   * From now on the process does not end before this is closed.
   *
   * @param terminal notified of a second Ctrl-C
   * @param stays what that one leaves behind, to be said then
   */
  public static StopSignal install(Terminal terminal, String stays) {
    StopSignal signal = new StopSignal(terminal, stays);
    ExitSignals.add(signal.closing);
    if (isProcessEnding()) {
      signal.requested.complete(null);
    }
    return signal;
  }

  /** Whether a signal was taken: what is cut off from then on may fail in any way. */
  public static boolean isProcessEnding() {
    return ExitSignals.isEnding();
  }

  /** Completes, on another thread, when the process was asked to end. */
  public CompletableFuture<Void> requested() {
    return requested;
  }

  /** Whether the process was asked to end. */
  public boolean isRequested() {
    return requested.isDone();
  }

  /** Lets the process end. */
  @Override
  public void close() {
    finished.countDown();
    if (!ExitSignals.remove(closing)) {
      requested.complete(null);
    }
  }

  private void stopAndAwaitEnd() {
    requested.complete(null);
    try {
      boolean inTime = finished.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (!inTime) {
        Thread.currentThread().interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
