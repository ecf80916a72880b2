package io.afterimage.stream.config;

import io.afterimage.config.Settings;
import java.time.Duration;

/**
 * How an instance polls, publishes and commits.
 *
 * @param guarantee how predictions and offsets are committed
 * @param threads that poll and publish; two, so that one polls while the other waits
 * @param commitInterval the longest wait of a prediction for its commit while images keep coming
 * @param commitPause the shortest time between the commits that are made as soon as nothing waits
 * @param tracing whether spans are made; the context of traces is passed on in any case
 */
public record ProcessingConfig(
    Guarantee guarantee,
    int threads,
    Duration commitInterval,
    Duration commitPause,
    boolean tracing) {

  /** How predictions and offsets are committed. */
  public enum Guarantee {
    /** In one transaction: no image is answered twice, none is lost. */
    EXACTLY_ONCE,
    /** None is lost; after a crash some may be answered again. */
    AT_LEAST_ONCE
  }

  static ProcessingConfig from(Settings settings) {
    return new ProcessingConfig(
        settings.choice("processing.guarantee", Guarantee.EXACTLY_ONCE),
        settings.integer("stream.threads", 2, 1, 256),
        settings.duration("commit.interval", Duration.ofMillis(500)),
        settings.duration("commit.pause", Duration.ofMillis(50), Duration.ofMillis(1)),
        settings.flag("tracing.enabled", false));
  }
}
