package io.afterimage.streams.topology;

import io.afterimage.events.Prediction;
import io.afterimage.model.picture.RefusalReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Counts what the topology does, under {@code afterimage_…} names. Thread-safe. */
public final class PictureMetrics {

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
    Duration.ofHours(1)
  };

  private final MeterRegistry registry;
  private final Counter received;
  private final Timer endToEnd;

  /** Registers the meters. */
  public PictureMetrics(MeterRegistry registry) {
    this.registry = registry;
    received =
        Counter.builder("afterimage.pictures.received")
            .description("Pictures taken from the topic: does anything arrive?")
            .register(registry);
    endToEnd =
        Timer.builder("afterimage.end.to.end")
            .description("From the picture record's timestamp to its prediction")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  void received() {
    received.increment();
  }

  void predicted(Prediction prediction) {
    Counter.builder("afterimage.predictions")
        .description("Predictions by label and version: what does the model say?")
        .tag("label", prediction.label())
        .tag("version", prediction.modelVersion())
        .register(registry)
        .increment();
    endToEnd.record(
        Math.max(0, Duration.between(prediction.receivedAt(), prediction.predictedAt()).toNanos()),
        TimeUnit.NANOSECONDS);
  }

  void refused(RefusalReason reason) {
    Counter.builder("afterimage.dead.letters")
        .description("Pictures refused, by reason: what is wrong with the input?")
        .tag("reason", reason.code())
        .register(registry)
        .increment();
  }
}
