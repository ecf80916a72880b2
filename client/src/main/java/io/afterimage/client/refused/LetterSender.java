package io.afterimage.client.refused;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.rights.Rights;
import io.afterimage.kafka.transaction.PublisherFencedException;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.topics.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTxnStateException;

/**
 * Sends dead letters again, each once, whoever asks how often and wherever: the copy and the {@link
 * SentAgain mark} of it are committed in one transaction under a transactional id that all share.
 * Who claims the id ends what others had not finished; only then are the marks read, and whoever
 * claims it later can commit nothing that this one does not read. Thread-safe; calls queue.
 */
public final class LetterSender {

  /** Above what the topic takes (32 MiB), so that the broker decides, not the client. */
  private static final int MAX_REQUEST_BYTES = 36 * 1024 * 1024;

  /** Looked at together, between two questions whether to go on. */
  private static final int PART = 500;

  private static final int MOST_CLAIMS = 10;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final KafkaClients clients;
  private final TopicNames topics;
  private final Duration limit;
  private final LetterReader reader;

  /**
   * With clients.
   *
   * @param limit how long the brokers may let one answer wait
   */
  public LetterSender(KafkaClients clients, TopicNames topics, Duration limit) {
    this.clients =
        clients.withDefaults(
            Map.of(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                MAX_REQUEST_BYTES,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                2L * MAX_REQUEST_BYTES,
                // Images are compressed already.
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "none"));
    this.topics = topics;
    this.limit = limit;
    this.reader = new LetterReader(clients, limit);
  }

  /**
   * Sends some again.
   *
   * @param letters where they lie on {@code dead-letters}
   * @param by who asks
   * @param why what they say, for the mark
   * @throws StoreUnavailableException when the brokers do not answer; what was sent until then
   *     stays sent, and asking again sends the rest
   */
  public SendingAgain send(Collection<ImagePointer> letters, String by, String why) {
    if (letters.isEmpty()) {
      return new SendingAgain(0, List.of(), Map.of(), false, Map.of());
    }
    LetterSelection wanted = LetterSelection.at(Set.copyOf(letters));
    SendingAgain done =
        sendSelected(
            reader.starts(topics.deadLetters(), wanted),
            wanted,
            letters.size(),
            by,
            why,
            looked -> true);
    Map<ImagePointer, String> kept = new LinkedHashMap<>(done.kept());
    if (letters.size() == 1 && done.sent() + done.before().size() + kept.size() == 0) {
      ImagePointer only = letters.iterator().next();
      kept.put(only, "there is no dead letter at %s any more".formatted(only));
    }
    return new SendingAgain(done.sent(), done.before(), kept, done.more(), done.next());
  }

  /**
   * Sends those of a reason again, as {@link #sendSelected}.
   *
   * @param before only those that were refused before: one that is refused again is another
   * @param from where to start, by partition; the others from their beginning. What cannot be sent
   *     stays open, so that who wants all goes on with {@link SendingAgain#next}
   * @param most how many are looked at, at most
   * @throws StoreUnavailableException as {@link #send}
   */
  public SendingAgain sendAll(
      String reason, Instant before, Map<Integer, Long> from, int most, String by, String why) {
    LetterSelection wanted =
        new LetterSelection(
            Set.of(), Set.of(reason), Set.of(), Optional.empty(), Optional.of(before));
    Map<TopicPartition, Long> starts = new LinkedHashMap<>();
    reader
        .starts(topics.deadLetters(), wanted)
        .forEach(
            (partition, first) ->
                starts.put(
                    partition, Math.max(first, from.getOrDefault(partition.partition(), first))));
    return sendSelected(starts, wanted, most, by, why, looked -> true);
  }

  /**
   * Sends those that are wanted again, the oldest of each partition first.
   *
   * @param from where to start; partitions that are not named are not read
   * @param most how many are looked at, at most
   * @param goOn told now and then how many were looked at; false ends it there
   * @throws StoreUnavailableException as {@link #send}
   */
  public synchronized SendingAgain sendSelected(
      Map<TopicPartition, Long> from,
      Predicate<DeadLetter> wanted,
      int most,
      String by,
      String why,
      IntPredicate goOn) {
    Set<ImagePointer> sent = new LinkedHashSet<>();
    for (int claim = 1; ; claim++) {
      LetterBatch batch = new LetterBatch(reader, topics, by, why);
      try (TransactionalWriter writer =
          new TransactionalWriter(clients, Rights.deadLetterSender(topics), limit)) {
        LetterReader.Found found = reader.find(topics.deadLetters(), from, wanted);
        List<ImagePointer> now = found.open().stream().limit(most - sent.size()).toList();
        int done = 0;
        while (done < now.size() && (done == 0 || goOn.test(sent.size() + done))) {
          int end = Math.min(done + PART, now.size());
          batch.send(now.subList(done, end), writer);
          done = end;
        }
        Map<Integer, Long> next = found.next(done);
        List<ImagePointer> before =
            found.sentAgain().stream()
                .filter(place -> !sent.contains(place))
                .filter(place -> place.offset() < next.get(place.partition()))
                .toList();
        return new SendingAgain(
            sent.size() + batch.sent().size(),
            before,
            batch.kept(),
            found.more() || done < found.open().size(),
            next);
      } catch (PublisherFencedException | StoreUnavailableException e) {
        sent.addAll(batch.sent());
        if (claim == MOST_CLAIMS || !isClaimedByAnother(e)) {
          throw e;
        }
        pause(claim);
      }
    }
  }

  /** Whoever claims the id ends the transaction that is open; the broker says so in two ways. */
  private static boolean isClaimedByAnother(RuntimeException fault) {
    return fault instanceof PublisherFencedException
        || fault.getCause() instanceof InvalidTxnStateException;
  }

  /** At random, so that those who claim in turns do not go on with it. */
  private static void pause(int claim) {
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(claim * PAUSE.toNanos()));
  }
}
