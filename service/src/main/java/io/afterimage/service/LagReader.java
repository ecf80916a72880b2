package io.afterimage.service;

import io.afterimage.kafka.clients.BrokerAnswers;
import io.afterimage.kafka.clients.KafkaClients;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads from the brokers how far groups are behind, whether or not anybody of the group is alive:
 * by the offsets that the group committed, the end of the log, and the timestamp of the first
 * record in between. For one thread.
 */
final class LagReader implements AutoCloseable {

  /** At most this many partitions are inspected at once, those furthest behind first. */
  private static final int PARTITIONS_AT_ONCE = 64;

  /** An older timestamp is not when the record was written, unless nothing else is known. */
  private static final Duration LONGEST = Duration.ofDays(30);

  /** As far as clocks may differ. */
  private static final Duration MOST_AHEAD = Duration.ofHours(1);

  /** Small records come from many partitions at once, an image alone. */
  private static final int FETCH_BYTES = 64 * 1024;

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LOOK = Duration.ofSeconds(12);
  private static final int ANSWER_MILLIS = 10_000;

  private final InstantSource clock;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;

  private final Map<Watched, Map<TopicPartition, First>> firsts = new HashMap<>();
  private final LogEnds ends = new LogEnds();

  /** The first record that is not done, if there is one, and when it was written. */
  private record First(long next, Optional<Instant> writtenAt) {}

  /** What a group has done with and what is there; nothing to do where both are the same. */
  private record Span(long next, long end) {

    long records() {
      return Math.max(0, end - next);
    }
  }

  LagReader(KafkaClients clients, InstantSource clock) {
    this.clock = clock;
    admin =
        clients.admin(
            Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS));
    try {
      consumer =
          clients.reader(
              "lag",
              Map.of(
                  ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS,
                  ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS,
                  ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES),
              new NothingDeserializer());
    } catch (RuntimeException e) {
      admin.close(Duration.ZERO);
      throw e;
    }
  }

  /**
   * How far the group is behind now.
   *
   * @param before what was read last, to tell standstill from progress
   * @throws KafkaException when the brokers do not answer, or refuse
   */
  Lag read(Watched watched, Lag before) {
    Instant now = clock.instant();
    Map<TopicPartition, Span> spans = spans(watched);
    Map<TopicPartition, First> found = first(watched, spans, now);
    Map<TopicPartition, PartitionLag> partitions = new HashMap<>();
    Map<TopicPartition, Long> positions = new HashMap<>();
    spans.forEach(
        (partition, span) -> {
          positions.put(partition, span.next());
          First first = found.get(partition);
          boolean idle = span.records() == 0 || (first != null && first.writtenAt().isEmpty());
          boolean moved =
              idle || !before.position(partition).filter(p -> p == span.next()).isPresent();
          partitions.put(
              partition,
              new PartitionLag(
                  idle ? 0 : span.records(),
                  idle ? Optional.of(Duration.ZERO) : waiting(first, now),
                  moved ? now : before.unmovedSince(partition).orElse(now)));
          ends.note(partition, span.end(), now);
        });
    return new Lag(now, partitions, positions);
  }

  private static Optional<Duration> waiting(First first, Instant now) {
    return Optional.ofNullable(first)
        .flatMap(First::writtenAt)
        .map(at -> at.isAfter(now) ? Duration.ZERO : Duration.between(at, now));
  }

  private Map<TopicPartition, Span> spans(Watched watched) {
    TopicDescription topic =
        get(admin.describeTopics(List.of(watched.topic())).topicNameValues().get(watched.topic()));
    List<TopicPartition> partitions =
        topic.partitions().stream()
            .map(info -> new TopicPartition(watched.topic(), info.partition()))
            .toList();
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(
            admin
                .listConsumerGroupOffsets(watched.group())
                .partitionsToOffsetAndMetadata(watched.group()));
    Map<TopicPartition, Long> first = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> end = offsets(partitions, OffsetSpec.latest());
    Map<TopicPartition, Span> spans = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata next = committed.get(partition);
      long from = first.get(partition);
      spans.put(
          partition,
          new Span(next == null ? from : Math.max(from, next.offset()), end.get(partition)));
    }
    return spans;
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, ListOffsetsResultInfo> found =
        get(
            admin
                .listOffsets(
                    partitions.stream().collect(Collectors.toMap(p -> p, p -> which)),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all());
    return found.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  /**
   * The first record that is not done, by partition; absent where it was not read in time. The end
   * of a log that transactions write to is not a record.
   */
  private Map<TopicPartition, First> first(
      Watched watched, Map<TopicPartition, Span> spans, Instant now) {
    Map<TopicPartition, First> found = firsts.computeIfAbsent(watched, w -> new HashMap<>());
    found.entrySet().removeIf(entry -> !isStillFirst(entry.getValue(), spans.get(entry.getKey())));
    List<TopicPartition> wanted =
        spans.entrySet().stream()
            .filter(entry -> entry.getValue().records() > 0 && !found.containsKey(entry.getKey()))
            .sorted(Comparator.comparing(entry -> -entry.getValue().records()))
            .map(Map.Entry::getKey)
            .toList();
    long started = System.nanoTime();
    for (int from = 0; from < wanted.size(); from += PARTITIONS_AT_ONCE) {
      int to = Math.min(wanted.size(), from + PARTITIONS_AT_ONCE);
      look(wanted.subList(from, to), spans, found, now, started);
    }
    consumer.unsubscribe();
    return found;
  }

  private static boolean isStillFirst(First first, Span span) {
    return span != null && first.next() == span.next() && first.writtenAt().isPresent();
  }

  private void look(
      List<TopicPartition> partitions,
      Map<TopicPartition, Span> spans,
      Map<TopicPartition, First> found,
      Instant now,
      long started) {
    Set<TopicPartition> wanted = new HashSet<>(partitions);
    consumer.assign(wanted);
    wanted.forEach(partition -> consumer.seek(partition, spans.get(partition).next()));
    while (!wanted.isEmpty() && System.nanoTime() - started < LOOK.toNanos()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (wanted.remove(partition)) {
          found.put(
              partition,
              new First(spans.get(partition).next(), Optional.of(writtenAt(record, now))));
          consumer.pause(List.of(partition));
        }
      }
      for (TopicPartition partition : List.copyOf(wanted)) {
        if (consumer.position(partition) >= spans.get(partition).end()) {
          found.put(partition, new First(spans.get(partition).next(), Optional.empty()));
          wanted.remove(partition);
        }
      }
    }
  }

  /**
   * When a record was written, as far as it can be known: by its timestamp, unless that is
   * impossible or the record was not there yet when the log was looked at.
   */
  private Instant writtenAt(ConsumerRecord<byte[], byte[]> record, Instant now) {
    Instant timestamp = Instant.ofEpochMilli(record.timestamp());
    Optional<Instant> notThere =
        ends.before(new TopicPartition(record.topic(), record.partition()), record.offset());
    if (record.timestamp() < 0 || timestamp.isAfter(now.plus(MOST_AHEAD))) {
      return notThere.orElse(now);
    }
    Instant earliest = notThere.orElse(now.minus(LONGEST));
    return timestamp.isBefore(earliest) ? earliest : timestamp;
  }

  private static <T> T get(KafkaFuture<T> future) {
    return BrokerAnswers.await(future, "lag");
  }

  @Override
  public void close() {
    consumer.close();
    admin.close(Duration.ZERO);
  }
}
