package io.afterimage.images;

import io.afterimage.images.memory.MemoryPlan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Native memory that all threads which decode share. An image reserves what its decoding takes and
 * waits until so much is free, first come first served, so that a large one gets its turn however
 * many smaller ones follow it. Small images reserve nothing and never wait. Thread-safe.
 *
 * <p>No deadlock is possible as long as a thread holds one reservation at a time and waits for
 * nothing else while it holds it.
 */
public final class DecodeMemory {

  /** Images that take no more are not counted: each worker has so much on top of the limit. */
  public static final long UNCOUNTED_BYTES = 8 * 1024 * 1024;

  private static final Reservation NOTHING = () -> {};

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private long limit;
  private long used;
  private long most;
  private long waits;

  /** What an image holds while it is decoded. */
  interface Reservation extends AutoCloseable {
    @Override
    void close();
  }

  private record Waiter(long bytes, Condition turn) {}

  /** Derived when the first decoder is made. */
  private static final class OfProcess {
    private static final DecodeMemory MEMORY =
        new DecodeMemory(
            MemoryPlan.ofProcess().decodeBytes(Runtime.getRuntime().availableProcessors()));
  }

  /** With a limit in bytes, above 0. */
  public DecodeMemory(long limit) {
    this.limit = positive(limit);
  }

  /** The memory that all decoding in this process shares, derived until a service sets it. */
  public static DecodeMemory ofProcess() {
    return OfProcess.MEMORY;
  }

  /** The most that is reserved at a time, in bytes. */
  public long limit() {
    return locked(() -> limit);
  }

  /** Another limit, from the next reservation on. */
  public void limit(long bytes) {
    lock.lock();
    try {
      limit = positive(bytes);
      wakeFirst();
    } finally {
      lock.unlock();
    }
  }

  /** What is reserved now, in bytes. */
  public long used() {
    return locked(() -> used);
  }

  /** The most that was reserved at a time, in bytes. */
  public long mostUsed() {
    return locked(() -> most);
  }

  /** How many images had to wait. */
  public long waits() {
    return locked(() -> waits);
  }

  /**
   * Reserves memory, waiting for it if need be.
   *
   * @throws RefusedImage as too large to decode, if it is more than the limit
   * @throws IllegalStateException if interrupted while waiting; the interrupt is kept
   */
  Reservation reserve(long bytes) throws RefusedImage {
    if (bytes <= UNCOUNTED_BYTES) {
      return NOTHING;
    }
    lock.lock();
    try {
      requireFits(bytes);
      if (!waiting.isEmpty() || used + bytes > limit) {
        await(new Waiter(bytes, lock.newCondition()));
      }
      used += bytes;
      most = Math.max(most, used);
      wakeFirst();
    } finally {
      lock.unlock();
    }
    return () -> release(bytes);
  }

  private void await(Waiter waiter) throws RefusedImage {
    waits++;
    waiting.add(waiter);
    try {
      while (!waiter.equals(waiting.peek()) || used + waiter.bytes() > limit) {
        waiter.turn().await();
        requireFits(waiter.bytes());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for memory to decode", e);
    } finally {
      waiting.remove(waiter);
      wakeFirst();
    }
  }

  private void release(long bytes) {
    lock.lock();
    try {
      used -= bytes;
      wakeFirst();
    } finally {
      lock.unlock();
    }
  }

  private void requireFits(long bytes) throws RefusedImage {
    if (bytes > limit) {
      throw new RefusedImage(
          RefusalReason.TOO_LARGE_TO_DECODE,
          "decoding it takes "
              + bytes
              + " bytes of memory, limit "
              + limit
              + " (decode.memory); send it smaller, or give the process more memory");
    }
  }

  private void wakeFirst() {
    if (!waiting.isEmpty()) {
      waiting.peek().turn().signal();
    }
  }

  private long locked(LongSupplier value) {
    lock.lock();
    try {
      return value.getAsLong();
    } finally {
      lock.unlock();
    }
  }

  private static long positive(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("memory for decoding must be above 0, got " + bytes);
    }
    return bytes;
  }
}
