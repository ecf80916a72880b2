package io.afterimage.client.refused;

import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Sha256;
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
  private long pendingBytes;
  private final Set<ImagePointer> underWay = new LinkedHashSet<>();
  private final Set<ImagePointer> sent = new LinkedHashSet<>();

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
          add(record);
          if (underWay.size() >= MOST || pendingBytes >= MOST_BYTES) {
            commit(writer);
          }
        });
    commit(writer);
  }

  private void commit(TransactionalWriter writer) {
    if (!pending.isEmpty()) {
      writer.write(pending, Optional.empty());
      sent.addAll(underWay);
      underWay.clear();
      pending.clear();
      pendingBytes = 0;
    }
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    DeadLetter letter = DeadLetter.read(record).orElseThrow();
    try {
      ProducerRecord<byte[], byte[]> copy = copy(letter, record);
      DeadLetterHeaders.put(
          copy.headers(), DeadLetterHeaders.SENT_AGAIN, letter.place().toString());
      pending.add(copy);
      pending.add(SentAgain.mark(letter.place(), record.key(), by, why));
      underWay.add(letter.place());
      pendingBytes += copy.value().length;
    } catch (UnsendableException e) {
      kept.put(letter.place(), e.getMessage());
    }
  }

  /** A dead letter cannot be sent again. */
  private static final class UnsendableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnsendableException(String message) {
      super(message);
    }
  }

  /**
   * The record as it came, for the topic that it came from. It is stamped anew: by the time of the
   * refused one, retention might take it at once. Without a key of its own it keeps the id that the
   * dead letter has, by which others know it.
   */
  private ProducerRecord<byte[], byte[]> copy(
      DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
    ImagePointer origin =
        letter
            .origin()
            .filter(at -> at.topic().equals(topics.images()) || at.topic().equals(topics.labels()))
            .orElseThrow(
                () ->
                    new UnsendableException(
                        "it came neither from %s nor from %s"
                            .formatted(topics.images(), topics.labels())));
    ConsumerRecord<byte[], byte[]> source = letter.whole() ? record : original(origin, record);
    if (source.value() == null) {
      throw new UnsendableException("it has no value to send");
    }
    Headers headers = DeadLetterHeaders.original(source.headers());
    return new ProducerRecord<>(origin.topic(), null, source.key(), source.value(), headers);
  }

  /** The record that a dead letter points to. */
  private ConsumerRecord<byte[], byte[]> original(
      ImagePointer origin, ConsumerRecord<byte[], byte[]> letter) {
    ConsumerRecord<byte[], byte[]> found =
        reader
            .at(origin)
            .orElseThrow(
                () ->
                    new UnsendableException(
                        "it stayed at %s, which is no longer there".formatted(origin)));
    boolean same =
        DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.SHA256)
            .map(digest -> found.value() != null && digest.equals(Sha256.of(found.value())))
            .orElse(true);
    if (!same) {
      throw new UnsendableException("at %s lies another record by now".formatted(origin));
    }
    return found;
  }
}
