package io.afterimage.images.memory;

import java.util.Optional;

/**
 * How the memory of a process is shared out: heap, a fixed part of native memory, workers, and the
 * decoding of images.
 *
 * @param limit what the process may take
 * @param heapBytes the largest heap
 */
public record MemoryPlan(MemoryLimit limit, long heapBytes) {

  private static final long MEBIBYTE = 1024 * 1024;

  /**
   * Native memory that does not depend on load: classes, compiled code, collector and thread
   * stacks, libraries, two loaded models, network buffers, the stores of the feedback join.
   */
  static final long FIXED_BYTES = 320 * MEBIBYTE;

  /** Of one worker: the engine's buffers for a batch, and images too small to be counted. */
  static final long WORKER_BYTES = 64 * MEBIBYTE;

  /** Enough for what cameras make; with less, a service would be of no use. */
  static final long LEAST_DECODE_BYTES = 64 * MEBIBYTE;

  /** The plan for this process as it runs now. */
  public static MemoryPlan ofProcess() {
    return new MemoryPlan(MemoryLimit.ofProcess(), Runtime.getRuntime().maxMemory());
  }

  /** How many workers to start: one per core, but with at most half of the free memory. */
  public int workers(int cores) {
    return (int) Math.max(1, Math.min(cores, free() / 2 / WORKER_BYTES));
  }

  /** Native memory for decoding, of all threads together. */
  public long decodeBytes(int workers) {
    return Math.max(LEAST_DECODE_BYTES, free() - workers * WORKER_BYTES);
  }

  /** Native memory for decoding in a process that also trains: a quarter of what is free. */
  public long besideTraining() {
    return Math.max(LEAST_DECODE_BYTES, free() / 4);
  }

  /**
   * What is wrong when heap, fixed part, workers and memory for decoding do not fit below the limit
   * together, and what to do; empty when they do.
   */
  public Optional<String> shortage(int workers, long decodeBytes) {
    long needed = heapBytes + FIXED_BYTES + workers * WORKER_BYTES + decodeBytes;
    if (needed <= limit.bytes()) {
      return Optional.empty();
    }
    return Optional.of(
        "a heap of %d MiB, %d MiB of native memory, %d workers of %d MiB and %d MiB to decode make %d MiB, limit %d MiB; lower the heap (-Xmx), workers or decode.memory, or raise the limit"
            .formatted(
                heapBytes / MEBIBYTE,
                FIXED_BYTES / MEBIBYTE,
                workers,
                WORKER_BYTES / MEBIBYTE,
                decodeBytes / MEBIBYTE,
                needed / MEBIBYTE,
                limit.bytes() / MEBIBYTE));
  }

  /** A process alone in its container may take all of it, on a machine that it shares half. */
  private long free() {
    long usable = limit.fromContainer() ? limit.bytes() : limit.bytes() / 2;
    return Math.max(0, usable - heapBytes - FIXED_BYTES);
  }
}
