package io.afterimage.client.refused;

import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.ImagePointer;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * The mark that a dead letter was sent again: a record of {@code dead-letters}, in the letter's own
 * partition, so that retention never takes it before the letter. It has the letter's key and no
 * value.
 *
 * @param letter where the dead letter lies
 * @param by who sent it again; cut like the texts of a {@link DeadLetter}
 * @param why what they said; cut as well
 * @param at when
 */
public record SentAgain(ImagePointer letter, String by, String why, Instant at) {

  /** Reads a record of {@code dead-letters}; empty for a dead letter. */
  public static Optional<SentAgain> read(ConsumerRecord<byte[], byte[]> record) {
    Headers headers = record.headers();
    if (headers.lastHeader(DeadLetterHeaders.REASON) != null) {
      return Optional.empty();
    }
    return DeadLetter.text(headers, DeadLetterHeaders.SENT_AGAIN)
        .flatMap(SentAgain::pointer)
        .map(
            letter ->
                new SentAgain(
                    letter,
                    DeadLetter.text(headers, DeadLetterHeaders.SENT_BY).orElse(""),
                    DeadLetter.text(headers, DeadLetterHeaders.SENT_WHY).orElse(""),
                    Instant.ofEpochMilli(record.timestamp())));
  }

  /** The mark's record. */
  static ProducerRecord<byte[], byte[]> mark(
      ImagePointer letter, byte[] key, String by, String why) {
    ProducerRecord<byte[], byte[]> mark =
        new ProducerRecord<>(letter.topic(), letter.partition(), key, null);
    DeadLetterHeaders.put(mark.headers(), DeadLetterHeaders.SENT_AGAIN, letter.toString());
    DeadLetterHeaders.put(mark.headers(), DeadLetterHeaders.SENT_BY, by);
    DeadLetterHeaders.put(mark.headers(), DeadLetterHeaders.SENT_WHY, why);
    return mark;
  }

  private static Optional<ImagePointer> pointer(String text) {
    try {
      return Optional.of(ImagePointer.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
