package io.afterimage.client.refused;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.schemas.events.ImagePointer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads dead letters, their marks, and the records that they point to. Thread-safe; opens a reader
 * for each question.
 *
 * <p>Every method may throw {@link StoreUnavailableException} when the brokers do not answer.
 */
public final class LetterReader {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final String PURPOSE = "dead-letters";

  /** For a whole topic, which holds images; only while records come. */
  private static final Duration MOST_TIME = Duration.ofMinutes(10);

  /** A dead letter says when it was refused; the time of its record is a broker's. */
  private static final Duration CLOCKS_APART = Duration.ofMinutes(10);

  /** Places, not bytes: so many fit into memory. */
  private static final int MOST_PLACES = 100_000;

  /** Records in between that are rather read than passed over, which takes an answer. */
  private static final int NEAR = 20;

  private final KafkaClients clients;
  private final Duration limit;

  /**
   * Those that are wanted, by whether somebody has sent them again; those of each partition in
   * their order.
   *
   * @param ends where the search of each partition ended; before its end where there are too many
   * @param more whether there are further ones behind these ends
   */
  record Found(
      Set<ImagePointer> open, Set<ImagePointer> sentAgain, Map<Integer, Long> ends, boolean more) {

    /** Where to search on in each partition when the first so many open ones are done with. */
    Map<Integer, Long> next(int done) {
      Map<Integer, Long> next = new TreeMap<>(ends);
      open.stream()
          .skip(done)
          .forEach(place -> next.merge(place.partition(), place.offset(), Math::min));
      return next;
    }
  }

  /**
   * With clients.
   *
   * @param limit how long the brokers may let one answer wait
   */
  public LetterReader(KafkaClients clients, Duration limit) {
    this.clients = clients;
    this.limit = limit;
  }

  /** The record at a place, if it is still there. */
  public Optional<ConsumerRecord<byte[], byte[]>> at(ImagePointer place) {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    read(Set.of(place), found::add);
    return found.stream().findFirst();
  }

  /**
   * Looks for dead letters, and their marks, which lie behind them. A transaction that the stream
   * has open hides marks that were committed since: its end is awaited.
   *
   * @param from where to start; partitions that are not named are not read
   */
  Found find(String topic, Map<TopicPartition, Long> from, Predicate<DeadLetter> wanted) {
    Set<ImagePointer> open = new LinkedHashSet<>();
    Set<ImagePointer> sentAgain = new LinkedHashSet<>();
    Map<Integer, Long> left = new TreeMap<>();
    Map<Integer, Long> ends =
        new TreeMap<>(
            readToEnd(
                topic,
                from,
                record -> {
                  Optional<DeadLetter> letter = DeadLetter.read(record).filter(wanted);
                  if (letter.isPresent() && open.size() < MOST_PLACES) {
                    open.add(letter.get().place());
                  } else if (letter.isPresent()) {
                    left.putIfAbsent(record.partition(), record.offset());
                  }
                  SentAgain.read(record)
                      .map(SentAgain::letter)
                      .filter(open::remove)
                      .ifPresent(sentAgain::add);
                }));
    ends.putAll(left);
    return new Found(open, sentAgain, ends, !left.isEmpty());
  }

  /**
   * Hands over dead letters and their marks, those of each partition in their order, to the end of
   * what is there. A transaction that the stream has open hides what was committed since: its end
   * is awaited.
   *
   * @param from where to start; partitions that are not named are not read
   * @return where the reading of each partition ended
   */
  public Map<Integer, Long> readToEnd(
      String topic,
      Map<TopicPartition, Long> from,
      Consumer<ConsumerRecord<byte[], byte[]>> receiver) {
    try (TopicReader reader =
        TopicReader.of(clients, PURPOSE, List.of(topic), From.LATEST, limit)) {
      reader.goTo(from);
      var unused =
          reader.readUntilPastOpenTransactions(
              limit,
              MOST_TIME,
              () -> false,
              record -> {
                receiver.accept(record);
                return false;
              });
      Map<Integer, Long> ends = new TreeMap<>();
      reader.positions().forEach((partition, end) -> ends.put(partition.partition(), end));
      return ends;
    }
  }

  /**
   * Where to start reading, so that none is missed of those that are selected: at their places, or
   * at the first that was written at their time, or at the oldest.
   */
  public Map<TopicPartition, Long> starts(String topic, LetterSelection selection) {
    if (!selection.places().isEmpty()) {
      Map<TopicPartition, Long> starts = new HashMap<>();
      selection
          .places()
          .forEach(
              at ->
                  starts.merge(new TopicPartition(topic, at.partition()), at.offset(), Math::min));
      return starts;
    }
    try (TopicReader reader =
        TopicReader.of(clients, PURPOSE, List.of(topic), From.EARLIEST, limit)) {
      selection.since().ifPresent(since -> reader.goTo(since.minus(CLOCKS_APART)));
      return reader.positions();
    }
  }

  /**
   * Hands over the records at these places, as far as they are still there, those of each partition
   * in their order.
   */
  public void read(Collection<ImagePointer> places, Consumer<ConsumerRecord<byte[], byte[]>> to) {
    Map<String, NavigableSet<Long>> offsets = new TreeMap<>();
    Map<String, TopicPartition> partitions = new TreeMap<>();
    for (ImagePointer place : places) {
      TopicPartition partition = new TopicPartition(place.topic(), place.partition());
      partitions.put(partition.toString(), partition);
      offsets.computeIfAbsent(partition.toString(), any -> new TreeSet<>()).add(place.offset());
    }
    offsets.forEach((name, wanted) -> read(partitions.get(name), wanted, to));
  }

  private void read(
      TopicPartition partition,
      NavigableSet<Long> wanted,
      Consumer<ConsumerRecord<byte[], byte[]>> to) {
    try (TopicReader reader = TopicReader.at(clients, PURPOSE, partition, wanted.first(), limit)) {
      if (!reader.partitionsExist()) {
        return;
      }
      long end = Math.min(wanted.last() + 1, reader.ends().get(partition));
      Instant progress = Instant.now();
      while (!reader.hasReached(Map.of(partition, end))) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
          progress = Instant.now();
          if (wanted.contains(record.offset())) {
            to.accept(record);
            progress = Instant.now();
          }
        }
        passOver(reader, partition, wanted);
        if (Instant.now().isAfter(progress.plus(limit))) {
          throw new StoreUnavailableException(
              "%s could not be read to offset %d within %s".formatted(partition, end, limit));
        }
      }
    }
  }

  private static void passOver(
      TopicReader reader, TopicPartition partition, NavigableSet<Long> wanted) {
    long at = reader.positions().get(partition);
    Long next = wanted.ceiling(at);
    if (next != null && next - at > NEAR) {
      reader.goTo(Map.of(partition, next));
    }
  }
}
