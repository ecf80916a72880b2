package io.afterimage.training;

import io.afterimage.config.Range;

/**
 * What training may use of the machine; the result does not depend on it.
 *
 * @param threads that prepare batches: augmentation and frozen layers
 * @param keptBytes memory limit for the activations of validation images; beyond it they are
 *     computed again each epoch
 */
public record Resources(int threads, long keptBytes) {

  /** 50,000 images' features, or 1,000 images' at the cut. */
  private static final long MOST_KEPT_BYTES = 256L << 20;

  /** Every processor, and 256 MiB, or a quarter of the largest heap where that is less. */
  public static Resources ofMachine() {
    Runtime machine = Runtime.getRuntime();
    return new Resources(
        machine.availableProcessors(), Math.min(MOST_KEPT_BYTES, machine.maxMemory() / 4));
  }

  /** Refuses less than one thread or negative memory. */
  public Resources {
    Range.atLeast(1).require("threads", threads);
    Range.atLeast(0).require("kept-bytes", keptBytes);
  }
}
