package io.afterimage.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A named daemon thread whose work runs until it is stopped. The owner starts and closes it.
 * Thread-safe.
 */
public final class BackgroundThread implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BackgroundThread.class);

  private final Thread thread;
  private final Duration limit;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile boolean closing;

  /**
   * Ready to start.
   *
   * @param limit how long {@link #close} waits for the work to end
   * @param work looks at {@link #isStopping} every now and then
   * @param onFailure told on the thread what the work threw, unless it is being closed
   */
  public BackgroundThread(
      String name, Duration limit, Runnable work, Consumer<Throwable> onFailure) {
    this.limit = limit;
    this.thread = new Thread(() -> run(work, onFailure), name);
    thread.setDaemon(true);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /** Whether the work is to end. */
  public boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** Lets time pass, on this thread; returns at once when the work is to end. */
  public void pause(Duration time) {
    try {
      var unused = stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
    }
  }

  /** Tells the work to end, and does not wait for it. */
  public void stop() {
    stopping.countDown();
  }

  /** Whether the work has ended, or never began. */
  public boolean hasEnded() {
    return !thread.isAlive();
  }

  /** Tells the work to end and waits for that; when the limit has passed, interrupts it. */
  @Override
  public void close() {
    closing = true;
    stop();
    try {
      thread.join(limit.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (thread.isAlive()) {
      log.atWarn()
          .addKeyValue("thread", thread.getName())
          .addKeyValue("limit", limit)
          .log("a thread did not end in time and is interrupted");
      thread.interrupt();
    }
  }

  private void run(Runnable work, Consumer<Throwable> onFailure) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      if (closing) {
        log.atDebug().setCause(e).addKeyValue("thread", thread.getName()).log("failed at its end");
      } else {
        onFailure.accept(e);
      }
    }
  }
}
