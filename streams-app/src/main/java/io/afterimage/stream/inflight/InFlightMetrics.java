package io.afterimage.stream.inflight;

import io.afterimage.service.LatencyTimer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is known of images before they are decoded. Thread-safe. */
public final class InFlightMetrics {

  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Timer topicWait;

  /** Registers the meters. */
  public InFlightMetrics(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    topicWait =
        LatencyTimer.register(
            registry,
            "afterimage.topic.wait",
            "From the record's timestamp to its being polled: does the stream keep up?");
  }

  void observe(InFlightTable table) {
    Gauge.builder("afterimage.in.flight", table, InFlightTable::size)
        .description("Images polled and not answered: how much is in progress?")
        .register(registry);
    Gauge.builder("afterimage.polled.images", table, t -> t.polledBytes().bytes())
        .baseUnit("bytes")
        .description("Heap that polled images take: is it near the limit?")
        .register(registry);
    FunctionCounter.builder("afterimage.in.flight.packed", table, t -> t.polledBytes().packed())
        .description("Images that were packed until their turn: is the heap small for them?")
        .register(registry);
  }

  void polled(List<ConsumerRecord<byte[], byte[]>> records) {
    Instant now = clock.instant();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      LatencyTimer.record(topicWait, Instant.ofEpochMilli(record.timestamp()), now);
    }
  }
}
