package io.afterimage.stream.inflight;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of images in the Java heap between their poll and their turn, of all stream threads.
 * Thread-safe.
 */
public final class PolledBytes {

  /** The other parts are for what is fetched, dead letters, models and the join. */
  private static final int PART_OF_HEAP = 4;

  private final long limit;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong packed = new AtomicLong();
  private final ThreadLocal<Long> polling = ThreadLocal.withInitial(() -> 0L);

  /** With a limit in bytes. */
  public PolledBytes(long limit) {
    this.limit = limit;
  }

  /** A quarter of this process's heap. */
  public static PolledBytes ofHeap() {
    return new PolledBytes(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /** From which on images are packed. */
  public long limit() {
    return limit;
  }

  /** What images take now. */
  public long bytes() {
    return bytes.get();
  }

  /** How many images were packed. */
  public long packed() {
    return packed.get();
  }

  /** What to keep of a value that the calling thread polls: itself, or packed beyond the limit. */
  byte[] admit(byte[] value) {
    byte[] kept = bytes.get() + value.length > limit ? PackedImage.pack(value) : value;
    if (kept != value) {
      packed.incrementAndGet();
    }
    polling.set(polling.get() + kept.length);
    bytes.addAndGet(kept.length);
    return kept;
  }

  /** The calling thread's poll has ended: what it polled is counted by its records from now on. */
  void polled() {
    bytes.addAndGet(-polling.get());
    polling.remove();
  }

  void add(long count) {
    bytes.addAndGet(count);
  }
}
