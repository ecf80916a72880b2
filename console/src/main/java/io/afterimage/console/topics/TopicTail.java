package io.afterimage.console.topics;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.service.BackgroundThread;
import io.afterimage.service.Stoppable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the committed records of topics on its own thread, without a group, until it is closed.
 * While a topic is missing or the brokers do not answer, it says so in {@link #fault} and tries
 * again, where it had stopped. Partitions that are added are read from their start. The methods are
 * thread-safe.
 */
public final class TopicTail implements Stoppable {

  /** How many offsets of each partition to start with: everything that is there. */
  public static final long ALL = Long.MAX_VALUE;

  /** Some tails at once must fit into a small heap. */
  private static final Map<String, Object> SMALL_FETCHES =
      Map.of(
          ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 * 1024,
          ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 2 * 1024 * 1024);

  private static final Logger log = LoggerFactory.getLogger(TopicTail.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final KafkaClients clients;
  private final String purpose;
  private final List<String> topics;
  private final long newest;
  private final TailListener listener;
  private final Duration limit;
  private final BackgroundThread thread;

  // Of the thread.
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private Optional<Map<TopicPartition, Long>> ends = Optional.empty();
  private Duration pause = FIRST_PAUSE;
  private boolean hasPassedOver;

  private volatile boolean caughtUp;
  private volatile boolean ended;
  private volatile Optional<String> fault = Optional.empty();

  private TopicTail(
      KafkaClients clients,
      String purpose,
      List<String> topics,
      long newest,
      TailListener listener,
      Duration limit) {
    this.clients = clients.withDefaults(SMALL_FETCHES);
    this.purpose = purpose;
    this.topics = List.copyOf(topics);
    this.newest = newest;
    this.listener = listener;
    this.limit = limit;
    this.thread =
        new BackgroundThread("console-" + purpose, CLOSE_LIMIT, this::run, this::hasFailed);
  }

  /**
   * Starts.
   *
   * @param purpose what is read, in the words of a topic's name, for the client id and the thread
   * @param topics their full names; none is read while one is missing
   * @param newest how many offsets of each partition to start with, {@link #ALL} or 0 for none; a
   *     transaction's end has an offset too
   * @param listener called on the tail's thread
   */
  public static TopicTail start(
      KafkaClients clients,
      String purpose,
      List<String> topics,
      long newest,
      TailListener listener) {
    return start(clients, purpose, topics, newest, listener, Duration.ofSeconds(10));
  }

  /** With another limit on the brokers' answers, which are looked for as often. */
  static TopicTail start(
      KafkaClients clients,
      String purpose,
      List<String> topics,
      long newest,
      TailListener listener,
      Duration limit) {
    TopicTail tail = new TopicTail(clients, purpose, topics, newest, listener, limit);
    tail.thread.start();
    return tail;
  }

  /** Whether everything was taken that was there when the tail began to read. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  /** Why nothing can be read at the moment; empty while the topics are followed. */
  public Optional<String> fault() {
    return fault;
  }

  /**
   * Whether nothing can be read at the moment, as while a topic is missing, and it tries again. One
   * that has ended by a fault does not.
   */
  public boolean isRetrying() {
    return fault.isPresent() && !ended;
  }

  @Override
  public void stop() {
    thread.stop();
  }

  @Override
  public void close() {
    thread.close();
  }

  private void run() {
    while (!thread.isStopping()) {
      try {
        follow();
      } catch (InterruptException e) {
        return;
      } catch (RuntimeException e) {
        report(e);
        thread.pause(pause);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
      }
    }
  }

  /** Until the partitions change. */
  private void follow() {
    try (TopicReader reader = TopicReader.of(clients, purpose, topics, From.EARLIEST, limit)) {
      if (next.isEmpty()) {
        reader.goBack(newest);
      }
      reader.goTo(next);
      next.putAll(reader.positions());
      if (ends.isEmpty()) {
        ends = Optional.of(reader.ends());
      }
      fault = Optional.empty();
      pause = FIRST_PAUSE;
      Instant looked = Instant.now();
      while (!thread.isStopping()) {
        reader.poll(POLL).forEach(this::take);
        lookForEnd(reader);
        if (Instant.now().isAfter(looked.plus(limit))) {
          if (reader.partitionsHaveChanged()) {
            return;
          }
          var unused = reader.ends(); // a poll says nothing while the brokers are away
          looked = Instant.now();
        }
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    if (record.key() != null && record.key().length > listener.longestKey()) {
      passOver(record);
      return;
    }
    try {
      listener.take(record);
    } catch (RuntimeException e) {
      log.atError()
          .setCause(e)
          .addKeyValue(
              "at", "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()))
          .log("the console could not take a record and passed it over");
    }
  }

  private void passOver(ConsumerRecord<byte[], byte[]> record) {
    if (!hasPassedOver) {
      log.atWarn()
          .addKeyValue(
              "first", "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()))
          .addKeyValue("bytes", record.key().length)
          .addKeyValue("most", listener.longestKey())
          .log("the console does not list images with ids as long as this one");
    }
    hasPassedOver = true;
  }

  private void lookForEnd(TopicReader reader) {
    if (!caughtUp && reader.hasReached(ends.orElseThrow())) {
      caughtUp = true;
      listener.caughtUp();
    }
  }

  private void report(RuntimeException e) {
    String what =
        e instanceof StoreUnavailableException
            ? e.getMessage()
            : "%s cannot be followed: %s".formatted(topics, e);
    if (fault.isEmpty()) {
      log.atWarn().addKeyValue("fault", what).log("cannot follow topics, retrying");
    }
    fault = Optional.of(what);
  }

  private void hasFailed(Throwable e) {
    ended = true;
    fault = Optional.of("%s are no longer followed: %s".formatted(topics, e));
    log.atError().setCause(e).addKeyValue("topics", topics).log("topics are no longer followed");
  }
}
