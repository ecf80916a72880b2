package io.afterimage.console.detail;

import java.time.Duration;

/**
 * How far a search goes back.
 *
 * @param offsets of the partition that has the key, at most
 * @param time at most, for all topics together
 */
record ScanLimits(long offsets, Duration time) {

  /** When somebody opens the page of an image. */
  static final ScanLimits USUAL = new ScanLimits(100_000, Duration.ofSeconds(10));

  /** When somebody asks for it. */
  static final ScanLimits FAR = new ScanLimits(5_000_000, Duration.ofMinutes(2));
}
