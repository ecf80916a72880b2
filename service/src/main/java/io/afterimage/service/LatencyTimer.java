package io.afterimage.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Histograms of how long images and their answers take, all with the same buckets, so that they can
 * be compared and added: fine below a second, where users notice; up to a day, which is how old
 * images are after an outage. The latency objective of the alerts, 2.5 s, is one of the bounds.
 */
public final class LatencyTimer {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofHours(1),
    Duration.ofDays(1)
  };

  /** What is older came with a time of its own, not with that of its writing. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(30);

  /** As far as clocks may differ. */
  private static final Duration MOST_AHEAD = Duration.ofHours(1);

  private LatencyTimer() {}

  /** Registers one. */
  public static Timer register(MeterRegistry registry, String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  /**
   * Records the time from one moment to another, as two machines tell them. Nothing is recorded
   * where it cannot be a wait: more than 30 days, or the end more than an hour before the begin. An
   * end that is less before counts as no wait at all.
   */
  public static void record(Timer timer, Instant from, Instant to) {
    Duration wait = Duration.between(from, to);
    if (wait.compareTo(LONGEST_WAIT) <= 0 && wait.negated().compareTo(MOST_AHEAD) <= 0) {
      timer.record(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
    }
  }
}
