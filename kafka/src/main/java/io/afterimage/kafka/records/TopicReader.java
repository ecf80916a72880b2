package io.afterimage.kafka.records;

import io.afterimage.kafka.clients.BrokerAnswers;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Reads the committed records of topics from some place on: to their end, or for as long as
 * somebody follows them. Joins no group, so that nobody is disturbed. For one thread.
 *
 * <p>Every method may throw {@link StoreUnavailableException} when the brokers do not answer in
 * time, or refuse, and {@link InterruptException} when the thread is interrupted.
 */
public final class TopicReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaClients clients;
  private final Duration limit;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private List<TopicPartition> partitions = List.of();

  /** Where reading starts. */
  public enum From {
    /** With the oldest record that there is. */
    EARLIEST,
    /** With the next one to come. */
    LATEST
  }

  private TopicReader(KafkaClients clients, String purpose, Duration limit) {
    this.clients = clients;
    this.limit = limit;
    // Where retention overtakes a reader, the oldest record left is the next one: none is skipped.
    this.consumer =
        answer(
            () ->
                clients.reader(
                    purpose, Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest")));
  }

  /**
   * At the start of a topic with one partition, which is not looked for before it is read.
   *
   * @param purpose what is read, in the words of a topic's name, for the client id
   * @param limit how long the brokers may let one answer wait
   */
  public static TopicReader ofLog(
      KafkaClients clients, String purpose, String topic, Duration limit) {
    TopicReader reader = new TopicReader(clients, purpose, limit);
    reader.assign(List.of(new TopicPartition(topic, 0)));
    reader.consumer.seekToBeginning(reader.partitions);
    return reader;
  }

  /**
   * Opens a log, reads it to its end, and closes it.
   *
   * @param limit time limit
   * @param cancelled asked before each poll
   */
  public static void readLog(
      KafkaClients clients,
      String purpose,
      String topic,
      Duration limit,
      BooleanSupplier cancelled,
      Consumer<ConsumerRecord<byte[], byte[]>> receiver) {
    try (TopicReader reader = ofLog(clients, purpose, topic, limit)) {
      reader.readToEnd(limit, cancelled, receiver);
    }
  }

  /** At an offset, or at the oldest record after it. */
  public static TopicReader at(
      KafkaClients clients, String purpose, TopicPartition partition, long offset, Duration limit) {
    TopicReader reader = new TopicReader(clients, purpose, limit);
    reader.assign(List.of(partition));
    reader.consumer.seek(partition, offset);
    return reader;
  }

  /**
   * At the start or the end of all partitions of some topics, as they are when this returns.
   *
   * @throws StoreUnavailableException also when there is no such topic
   */
  public static TopicReader of(
      KafkaClients clients, String purpose, Collection<String> topics, From from, Duration limit) {
    TopicReader reader = new TopicReader(clients, purpose, limit);
    try {
      reader.assign(topics.stream().flatMap(topic -> reader.find(topic).stream()).toList());
      if (from == From.EARLIEST) {
        reader.consumer.seekToBeginning(reader.partitions);
      } else {
        reader.consumer.seekToEnd(reader.partitions);
      }
      reader.partitions.forEach(reader::position);
      return reader;
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /** Seeks back from the end, by at most this many offsets in each partition. */
  public void goBack(long most) {
    Map<TopicPartition, Long> begins = answer(() -> consumer.beginningOffsets(partitions, limit));
    ends()
        .forEach(
            (partition, end) ->
                consumer.seek(partition, Math.max(begins.get(partition), end - most)));
  }

  /**
   * Seeks to the first record of each partition that has this timestamp or a later one; to the end
   * where there is none.
   */
  public void goTo(Instant moment) {
    Map<TopicPartition, Long> ends = ends();
    Map<TopicPartition, Long> moments =
        partitions.stream().collect(Collectors.toMap(p -> p, p -> moment.toEpochMilli()));
    answer(() -> consumer.offsetsForTimes(moments, limit))
        .forEach(
            (partition, first) ->
                consumer.seek(partition, first == null ? ends.get(partition) : first.offset()));
  }

  /**
   * Seeks in each partition named here, which may no longer exist; the others stay where they are.
   */
  public void goTo(Map<TopicPartition, Long> offsets) {
    partitions.stream()
        .filter(offsets::containsKey)
        .forEach(partition -> consumer.seek(partition, offsets.get(partition)));
  }

  /** The next offset to be read of each partition. */
  public Map<TopicPartition, Long> positions() {
    return partitions.stream().collect(Collectors.toMap(p -> p, this::position));
  }

  /**
   * Whether the topics have other partitions by now than this reads, as far as the client knows; it
   * asks every few minutes.
   */
  public boolean partitionsHaveChanged() {
    return !partitions.stream()
        .map(TopicPartition::topic)
        .distinct()
        .flatMap(topic -> find(topic).stream())
        .collect(Collectors.toSet())
        .equals(Set.copyOf(partitions));
  }

  /** Whether there are the partitions that this reads, which may have been named by anybody. */
  public boolean partitionsExist() {
    return partitions.stream()
        .map(TopicPartition::topic)
        .distinct()
        .flatMap(topic -> find(topic).stream())
        .collect(Collectors.toSet())
        .containsAll(partitions);
  }

  /** The next records, after waiting for at most this long. */
  public ConsumerRecords<byte[], byte[]> poll(Duration wait) {
    return answer(() -> consumer.poll(wait));
  }

  /** The current end of each partition, for {@link #hasReached}. */
  public Map<TopicPartition, Long> ends() {
    return answer(() -> consumer.endOffsets(partitions, limit));
  }

  /** Whether everything before these ends has been read. */
  public boolean hasReached(Map<TopicPartition, Long> ends) {
    return partitions.stream().allMatch(partition -> position(partition) >= ends.get(partition));
  }

  /**
   * Hands over every record up to what is the end when this is called, each partition in its order.
   *
   * @param within time limit
   * @param cancelled asked before each poll
   */
  public void readToEnd(
      Duration within,
      BooleanSupplier cancelled,
      Consumer<ConsumerRecord<byte[], byte[]>> receiver) {
    Predicate<ConsumerRecord<byte[], byte[]>> neverEnough =
        record -> {
          receiver.accept(record);
          return false;
        };
    var unused = read(ends(), patience(within, within), cancelled, neverEnough);
  }

  /**
   * Hands over records until one is enough, or the end has come.
   *
   * @param within time limit
   * @return whether one was enough
   */
  public boolean readUntil(Duration within, Predicate<ConsumerRecord<byte[], byte[]>> enough) {
    return read(ends(), patience(within, within), () -> false, enough);
  }

  /**
   * As {@link #readUntil}, but to the end of all records: a transaction that is still open hides
   * what was committed after its start, so at the end its own end is awaited.
   */
  public boolean readUntilPastOpenTransactions(
      Duration within, Predicate<ConsumerRecord<byte[], byte[]>> enough) {
    return readUntilPastOpenTransactions(within, within, () -> false, enough);
  }

  /**
   * As above, for topics that may hold more than anybody knows.
   *
   * @param idle limit on the time without a further record
   * @param cancelled asked before each poll
   */
  public boolean readUntilPastOpenTransactions(
      Duration idle,
      Duration within,
      BooleanSupplier cancelled,
      Predicate<ConsumerRecord<byte[], byte[]>> enough) {
    Patience patience = patience(idle, within);
    return read(ends(), patience, cancelled, enough)
        || read(endsOfAllRecords(), patience, cancelled, enough);
  }

  private static Patience patience(Duration idle, Duration within) {
    return new Patience(idle, within, InstantSource.system());
  }

  private boolean read(
      Map<TopicPartition, Long> ends,
      Patience patience,
      BooleanSupplier cancelled,
      Predicate<ConsumerRecord<byte[], byte[]>> enough) {
    while (!cancelled.getAsBoolean() && !hasReached(ends)) {
      List<Long> offsets = partitions.stream().map(this::position).toList();
      patience.at(offsets);
      if (patience.isOver()) {
        throw new StoreUnavailableException(
            "%s could be read only to offset %s of %s within %s"
                .formatted(partitions, offsets, ends.values(), patience));
      }
      for (ConsumerRecord<byte[], byte[]> record : poll(POLL)) {
        if (enough.test(record)) {
          return true;
        }
      }
    }
    return false;
  }

  private Map<TopicPartition, Long> endsOfAllRecords() {
    Map<TopicPartition, OffsetSpec> latest =
        partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
    ListOffsetsOptions all = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
    try (Admin admin = answer(clients::admin)) {
      return answer(() -> BrokerAnswers.await(admin.listOffsets(latest, all).all(), "offsets"))
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    }
  }

  private List<TopicPartition> find(String topic) {
    List<PartitionInfo> found = answer(() -> consumer.partitionsFor(topic, limit));
    if (found == null || found.isEmpty()) {
      throw new StoreUnavailableException(
          "topic %s not found: 'afterimage topics create' creates it, --topic-prefix names others"
              .formatted(topic));
    }
    return found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  private void assign(List<TopicPartition> all) {
    partitions = all;
    consumer.assign(all);
  }

  private long position(TopicPartition partition) {
    return answer(() -> consumer.position(partition, limit));
  }

  private <T> T answer(Supplier<T> question) {
    try {
      return question.get();
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new StoreUnavailableException(
          "%s cannot be read (does the topic exist?): %s".formatted(partitions, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    answer(
        () -> {
          consumer.close();
          return partitions;
        });
  }
}
