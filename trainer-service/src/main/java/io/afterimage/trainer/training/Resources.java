package io.afterimage.trainer.training;

import io.afterimage.config.Range;

/**
 * What training may use of the machine; the result does not depend on it.
 *
 * @param threads that prepare batches: augmentation and frozen layers
 * @param keptBytes how much memory the activations of validation pictures may take; beyond it they
 *     are computed again each epoch
 */
public record Resources(int threads, long keptBytes) {

  /** Every processor, and 256 MiB: 50,000 pictures' features, or 1,000 pictures' at the cut. */
  public static Resources ofMachine() {
    return new Resources(Runtime.getRuntime().availableProcessors(), 256L << 20);
  }

  /** Refuses less than one thread or negative memory. */
  public Resources {
    Range.atLeast(1).require("threads", threads);
    Range.atLeast(0).require("kept-bytes", keptBytes);
  }
}
