package io.afterimage.stream.timestamps;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Lets a record with any timestamp be processed. A timestamp that cannot be when the record was
 * written (negative, as foreign and old clients send it, or more than {@link #MOST_AHEAD} in the
 * future, as microseconds are) counts, by topic, and the record is processed as of now, so that
 * neither the task dies nor stream time jumps. What the record came with stays known until the
 * record was processed. Thread-safe.
 */
public final class RecordTimes implements TimestampExtractor {

  /** As far as a clock may be ahead of ours: what brokers accept by default. */
  public static final Duration MOST_AHEAD = Duration.ofHours(1);

  /** A source with an extractor asks for one: none of its own, so that the configured one holds. */
  public static final AutoOffsetReset CONFIGURED_OFFSET_RESET = null;

  /** The years that RFC 3339, and with it the date-time of JSON Schema, can write. */
  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private final InstantSource clock;
  private final Function<String, Counter> counters;
  private final ConcurrentMap<TopicPartition, NavigableMap<Long, Long>> replaced =
      new ConcurrentHashMap<>();

  /**
   * For the sources of one topology.
   *
   * @param topics those that may be read, each with a counter from the start
   */
  public RecordTimes(MeterRegistry registry, Collection<String> topics, InstantSource clock) {
    this.clock = clock;
    Map<String, Counter> known =
        topics.stream()
            .distinct()
            .collect(Collectors.toMap(Function.identity(), topic -> counter(registry, topic)));
    this.counters = known::get;
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    long now = clock.millis();
    if (record.timestamp() >= 0 && record.timestamp() <= now + MOST_AHEAD.toMillis()) {
      return record.timestamp();
    }
    Counter counter = counters.apply(record.topic());
    if (counter != null) {
      counter.increment();
    }
    replaced
        .computeIfAbsent(
            new TopicPartition(record.topic(), record.partition()),
            partition -> new ConcurrentSkipListMap<>())
        .put(record.offset(), record.timestamp());
    return now;
  }

  /**
   * The timestamp that a record came with, and forgets those of earlier offsets.
   *
   * @param processed the timestamp that it is processed with
   */
  public long original(TopicPartition partition, long offset, long processed) {
    NavigableMap<Long, Long> known = replaced.get(partition);
    if (known == null) {
      return processed;
    }
    known.headMap(offset, false).clear();
    return known.getOrDefault(offset, processed);
  }

  /** The timestamps of this offset and of earlier ones are no longer needed. */
  public void processed(TopicPartition partition, long offset) {
    NavigableMap<Long, Long> known = replaced.get(partition);
    if (known != null) {
      known.headMap(offset, true).clear();
    }
  }

  /**
   * A timestamp as events tell it: in the years 0 to 9999, as other years have no date and time in
   * JSON that everybody reads. What lies outside becomes the nearest moment inside.
   */
  public static Instant told(long timestamp) {
    Instant instant = Instant.ofEpochMilli(timestamp);
    if (instant.isBefore(EARLIEST)) {
      return EARLIEST;
    }
    return instant.isAfter(LATEST) ? LATEST : instant;
  }

  private static Counter counter(MeterRegistry registry, String topic) {
    return Counter.builder("afterimage.timestamps.replaced")
        .description("Records with an impossible timestamp: whose clock or client is wrong?")
        .tag("topic", topic)
        .register(registry);
  }
}
