package io.afterimage.streams.inflight;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is known of pictures before they are decoded. Thread-safe. */
public final class InFlightMetrics {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofHours(1),
    Duration.ofDays(1)
  };

  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Timer topicWait;

  /** Registers the meters. */
  public InFlightMetrics(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    topicWait =
        Timer.builder("afterimage.topic.wait")
            .description(
                "From the record's timestamp to its being polled: does the stream keep up?")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  void observe(InFlightTable table) {
    Gauge.builder("afterimage.in.flight", table, InFlightTable::size)
        .description("Pictures polled and not answered: how much is under way?")
        .register(registry);
  }

  void polled(List<ConsumerRecord<byte[], byte[]>> records) {
    long now = clock.millis();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      topicWait.record(Math.max(0, now - record.timestamp()), TimeUnit.MILLISECONDS);
    }
  }
}
