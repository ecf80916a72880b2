package io.afterimage.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service has started, to be closed in reverse order. One part that fails does not keep the
 * others open; one that hangs does not keep the process from ending. Thread-safe.
 */
public final class ServiceParts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServiceParts.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Object oneByOne = new Object();
  private final Duration limit;

  /** Sets the time limit for closing all parts together. */
  public ServiceParts(Duration limit) {
    this.limit = limit;
  }

  /** Takes over a part, and returns it. */
  public synchronized <T extends AutoCloseable> T add(T part) {
    open.push(part);
    return part;
  }

  /**
   * Stops all {@link Stoppable} parts, then closes all, the last one first. When the limit has
   * passed, this returns and the rest is closed in the background: the process must then end
   * without unloading native libraries, which may be in use. Harmless when repeated.
   */
  @Override
  public void close() {
    BackgroundThread closing =
        new BackgroundThread("service-close", limit, this::closeAll, ServiceParts::failed);
    try {
      closing.start();
    } catch (OutOfMemoryError e) {
      // No thread can be made any more, which may be why the service ends: without a limit, then.
      closeAll();
      return;
    }
    closing.close();
    if (!closing.hasEnded()) {
      ExitSignals.haltOnExit();
    }
  }

  private void closeAll() {
    synchronized (oneByOne) {
      stoppable().forEach(ServiceParts::stop);
      for (AutoCloseable next = pop(); next != null; next = pop()) {
        try {
          next.close();
        } catch (Exception | Error e) {
          log.atWarn()
              .setCause(e)
              .addKeyValue("resource", next.getClass().getSimpleName())
              .log("closing failed");
        }
      }
    }
  }

  private static void stop(Stoppable part) {
    try {
      part.stop();
    } catch (RuntimeException | Error e) {
      log.atWarn()
          .setCause(e)
          .addKeyValue("resource", part.getClass().getSimpleName())
          .log("stopping failed");
    }
  }

  private static void failed(Throwable fault) {
    log.atError().setCause(fault).log("closing failed");
  }

  private synchronized List<Stoppable> stoppable() {
    return open.stream().filter(Stoppable.class::isInstance).map(Stoppable.class::cast).toList();
  }

  private synchronized AutoCloseable pop() {
    return open.poll();
  }
}
