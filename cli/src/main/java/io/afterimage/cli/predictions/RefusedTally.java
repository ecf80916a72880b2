package io.afterimage.cli.predictions;

import io.afterimage.cli.terminal.Printable;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.refused.DeadLetter;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts dead letters by reason, beside the predictions that are shown. Whoever may not read the
 * topic is told so once, and sees the predictions all the same. One thread.
 */
public final class RefusedTally implements AutoCloseable {

  private static final int MOST_REASONS = 20;
  private static final String OTHER = "other";

  private final Map<String, Long> counts = new TreeMap<>();
  private final Consumer<String> notices;
  private Optional<TopicReader> reader = Optional.empty();
  private Map<TopicPartition, Long> ends = Map.of();

  private RefusedTally(Consumer<String> notices) {
    this.notices = notices;
  }

  /**
   * Starts counting.
   *
   * @param start moves the reader from where {@code from} says
   * @param notices told why nothing is counted, if so
   */
  public static RefusedTally open(
      KafkaTarget target, From from, Consumer<TopicReader> start, Consumer<String> notices) {
    RefusedTally tally = new RefusedTally(notices);
    var unused =
        tally.orGiveUp(
            () -> {
              TopicReader reader = target.reader(List.of(target.topics().deadLetters()), from);
              tally.reader = Optional.of(reader);
              start.accept(reader);
              tally.ends = reader.ends();
              return false;
            });
    return tally;
  }

  /**
   * Counts what has come, after waiting for it for at most this long.
   *
   * @return whether everything is counted that was there when it was opened
   */
  public boolean poll(Duration wait) {
    return reader.isEmpty()
        || orGiveUp(
            () -> {
              reader.get().poll(wait).forEach(this::count);
              return reader.get().hasReached(ends);
            });
  }

  /** How many were refused. */
  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many, and of which reasons, the most frequent first. */
  public String summary() {
    if (counts.isEmpty()) {
      return reader.isPresent() ? "none refused" : "refused ones not counted";
    }
    return "%,d refused: %s"
        .formatted(
            total(),
            counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(count -> "%,d %s".formatted(count.getValue(), Printable.of(count.getKey())))
                .collect(Collectors.joining(", ")));
  }

  private void count(ConsumerRecord<byte[], byte[]> record) {
    DeadLetter.read(record)
        .map(DeadLetter::reason)
        .map(reason -> counts.containsKey(reason) || counts.size() < MOST_REASONS ? reason : OTHER)
        .ifPresent(reason -> counts.merge(reason, 1L, Long::sum));
  }

  private boolean orGiveUp(BooleanSupplier reading) {
    try {
      return reading.getAsBoolean();
    } catch (StoreUnavailableException e) {
      notices.accept("what is refused is not counted: " + e.getMessage());
      close();
      return true;
    }
  }

  @Override
  public void close() {
    Optional<TopicReader> open = reader;
    reader = Optional.empty();
    open.ifPresent(TopicReader::close);
  }
}
