package io.afterimage.client.refused;

import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.topics.TopicNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Sends dead letters and their marks, some in each transaction. One thread. */
final class LetterBatch {

  private static final int MOST = 100;
  private static final long MOST_BYTES = 8 * 1024 * 1024;

  private final LetterReader reader;
  private final TopicNames topics;
  private final String by;
  private final String why;
  private final Map<ImagePointer, String> kept = new LinkedHashMap<>();
  private final List<ProducerRecord<byte[], byte[]>> pending = new ArrayList<>();
  private final Map<ImagePointer, List<Keyed>> references = new LinkedHashMap<>();
  private int referenceCount;
  private long pendingBytes;
  private final Set<ImagePointer> underWay = new LinkedHashSet<>();
  private final Set<ImagePointer> sent = new LinkedHashSet<>();

  /** A reference with the key of its dead letter. */
  private record Keyed(Reference reference, byte[] key) {}

  LetterBatch(LetterReader reader, TopicNames topics, String by, String why) {
    this.reader = reader;
    this.topics = topics;
    this.by = by;
    this.why = why;
  }

  /** Those that were committed. */
  Set<ImagePointer> sent() {
    return sent;
  }

  /** Those that cannot be sent again, with what keeps each. */
  Map<ImagePointer, String> kept() {
    return kept;
  }

  void send(List<ImagePointer> places, TransactionalWriter writer) {
    reader.read(
        places,
        record -> {
          take(record);
          if (isFull()) {
            finish(writer);
          }
        });
    finish(writer);
  }

  private boolean isFull() {
    return underWay.size() + referenceCount >= MOST || pendingBytes >= MOST_BYTES;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    DeadLetter letter = DeadLetter.read(record).orElseThrow();
    Optional<ImagePointer> origin =
        letter
            .origin()
            .filter(at -> at.topic().equals(topics.images()) || at.topic().equals(topics.labels()));
    if (origin.isEmpty()) {
      kept.put(
          letter.place(),
          "it came neither from %s nor from %s".formatted(topics.images(), topics.labels()));
    } else if (letter.whole()) {
      add(letter.place(), record.key(), origin.get().topic(), record);
    } else {
      references
          .computeIfAbsent(origin.get(), at -> new ArrayList<>())
          .add(new Keyed(Reference.of(record, origin.get()), record.key()));
      referenceCount++;
      pendingBytes += record.key() == null ? 0 : record.key().length;
    }
  }

  /** Reads what dead letters refer to, all that lie in a partition together, and commits. */
  private void finish(TransactionalWriter writer) {
    reader.read(
        List.copyOf(references.keySet()),
        found -> {
          Optional.ofNullable(references.remove(DeadLetter.place(found)))
              .orElse(List.of())
              .forEach(keyed -> add(keyed, found));
          if (pendingBytes >= MOST_BYTES) {
            commit(writer);
          }
        });
    references
        .values()
        .forEach(
            missing ->
                missing.forEach(
                    keyed -> kept.put(keyed.reference().place(), keyed.reference().gone())));
    references.clear();
    referenceCount = 0;
    commit(writer);
  }

  private void commit(TransactionalWriter writer) {
    if (!pending.isEmpty()) {
      writer.write(pending, Optional.empty());
      sent.addAll(underWay);
      underWay.clear();
      pending.clear();
    }
    pendingBytes = 0;
  }

  private void add(Keyed keyed, ConsumerRecord<byte[], byte[]> found) {
    Reference reference = keyed.reference();
    reference
        .fault(found)
        .ifPresentOrElse(
            fault -> kept.put(reference.place(), fault),
            () -> add(reference.place(), keyed.key(), reference.origin().topic(), found));
  }

  /**
   * Adds the record as it came, for the topic that it came from. It is stamped anew: by the time of
   * the refused one, retention might take it at once. Without a key of its own it keeps the id that
   * the dead letter has, by which others know it.
   *
   * @param key the dead letter's own
   */
  private void add(
      ImagePointer place, byte[] key, String topic, ConsumerRecord<byte[], byte[]> source) {
    Headers headers = DeadLetterHeaders.original(source.headers());
    DeadLetterHeaders.put(headers, DeadLetterHeaders.SENT_AGAIN, place.toString());
    pending.add(new ProducerRecord<>(topic, null, source.key(), source.value(), headers));
    pending.add(SentAgain.mark(place, key, by, why));
    underWay.add(place);
    pendingBytes += source.value().length;
  }
}
