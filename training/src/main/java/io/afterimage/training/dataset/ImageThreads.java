package io.afterimage.training.dataset;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that read images side by side: started with the first ones, ended by {@link #close}. */
public final class ImageThreads implements AutoCloseable {

  private final ExecutorService pool;

  /** Creates this many threads, called {@code name-N}. */
  public ImageThreads(String name, int threads) {
    AtomicInteger number = new AtomicInteger();
    pool =
        Executors.newFixedThreadPool(
            threads, task -> new Thread(task, name + "-" + number.incrementAndGet()));
  }

  /** Has an image read. */
  public <T> Future<T> submit(Callable<T> reading) {
    return pool.submit(reading);
  }

  /**
   * Waits for an image.
   *
   * @throws IllegalStateException when reading it threw something
   * @throws CancellationException when the calling thread is interrupted
   */
  public static <T> T await(Future<T> reading) {
    try {
      return reading.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("reading an image failed unexpectedly", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while reading images");
    }
  }

  /** Discards what is not read yet. */
  @Override
  public void close() {
    pool.shutdownNow();
  }
}
