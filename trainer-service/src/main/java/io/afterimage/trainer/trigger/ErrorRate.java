package io.afterimage.trainer.trigger;

import io.afterimage.config.Range;

/** How often a trigger may take chance for a change. */
final class ErrorRate {

  static final Range RANGE = new Range(1e-9, 1, "0.000000001 to 1");
  static final double DEFAULT = 0.05;

  private ErrorRate() {}
}
