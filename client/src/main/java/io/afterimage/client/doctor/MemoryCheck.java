package io.afterimage.client.doctor;

import io.afterimage.images.memory.MemoryPlan;

/** Whether heap, libraries, workers and decoding fit into the memory that the process may take. */
final class MemoryCheck {

  private static final String SUBJECT = "memory";
  private static final long MEBIBYTE = 1024 * 1024;

  private MemoryCheck() {}

  static Finding of(MemoryPlan memory, Plan.Load load) {
    return memory
        .shortage(load.workers(), load.decodeBytes())
        .map(
            shortage ->
                Finding.problem(
                    SUBJECT, shortage, "see docs/operations.md: the kernel may end the process"))
        .orElseGet(
            () ->
                Finding.good(
                    SUBJECT,
                    "%d MiB of the %s: heap up to %d, %d workers, up to %d to decode"
                        .formatted(
                            memory.limit().bytes() / MEBIBYTE,
                            memory.limit().fromContainer() ? "container" : "machine",
                            memory.heapBytes() / MEBIBYTE,
                            load.workers(),
                            load.decodeBytes() / MEBIBYTE)));
  }
}
