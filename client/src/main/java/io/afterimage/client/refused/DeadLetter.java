package io.afterimage.client.refused;

import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.ImagePointer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What a dead letter says, without the bytes of what was refused. All texts come from outside, so
 * what is kept of each is bounded: the key of a refused image may have megabytes.
 *
 * @param place where the dead letter lies
 * @param imageId its key; the first {@link #LONGEST_TEXT} characters of a longer one
 * @param reason the kind of fault
 * @param detail what was found; may be empty
 * @param origin where the refused record lay
 * @param refusedAt when it was refused
 * @param bytes of the refused value; empty where there was none
 * @param whole whether the dead letter has the value; otherwise it stayed where it lay
 */
public record DeadLetter(
    ImagePointer place,
    String imageId,
    String reason,
    String detail,
    Optional<ImagePointer> origin,
    Instant refusedAt,
    Optional<Long> bytes,
    boolean whole) {

  /** Texts are cut to so many characters. */
  public static final int LONGEST_TEXT = DeadLetterHeaders.LONGEST_DETAIL;

  /** No topic of Kafka has a longer name. */
  private static final int LONGEST_TOPIC = 249;

  /**
   * Reads a record of {@code dead-letters}; empty for one that is no dead letter, such as a mark.
   */
  public static Optional<DeadLetter> read(ConsumerRecord<byte[], byte[]> record) {
    Headers headers = record.headers();
    return text(headers, DeadLetterHeaders.REASON)
        .map(
            reason ->
                new DeadLetter(
                    place(record),
                    record.key() == null ? "" : cut(record.key()),
                    reason,
                    text(headers, DeadLetterHeaders.DETAIL).orElse(""),
                    origin(headers),
                    refusedAt(headers).orElse(Instant.ofEpochMilli(record.timestamp())),
                    record.value() == null
                        ? number(headers, DeadLetterHeaders.BYTES)
                        : Optional.of((long) record.value().length),
                    record.value() != null));
  }

  /** Where a record lies. */
  static ImagePointer place(ConsumerRecord<?, ?> record) {
    return new ImagePointer(record.topic(), record.partition(), record.offset());
  }

  private static Optional<ImagePointer> origin(Headers headers) {
    Optional<String> topic =
        text(headers, DeadLetterHeaders.TOPIC).filter(name -> name.length() <= LONGEST_TOPIC);
    Optional<Long> partition = number(headers, DeadLetterHeaders.PARTITION);
    Optional<Long> offset = number(headers, DeadLetterHeaders.OFFSET);
    return topic.isPresent() && partition.isPresent() && offset.isPresent()
        ? Optional.of(new ImagePointer(topic.get(), partition.get().intValue(), offset.get()))
        : Optional.empty();
  }

  private static Optional<Instant> refusedAt(Headers headers) {
    try {
      return text(headers, DeadLetterHeaders.REFUSED_AT).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> number(Headers headers, String name) {
    return text(headers, name).filter(text -> text.matches("\\d{1,18}")).map(Long::parseLong);
  }

  /** What a header has as text, cut. */
  static Optional<String> text(Headers headers, String name) {
    return Optional.ofNullable(headers.lastHeader(name)).map(Header::value).map(DeadLetter::cut);
  }

  /** Decodes no more than can be kept: a character has up to four bytes. */
  private static String cut(byte[] utf8) {
    String text =
        new String(utf8, 0, Math.min(utf8.length, 4 * LONGEST_TEXT), StandardCharsets.UTF_8);
    return text.substring(0, Math.min(text.length(), LONGEST_TEXT));
  }
}
