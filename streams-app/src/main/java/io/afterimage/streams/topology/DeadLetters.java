package io.afterimage.streams.topology;

import io.afterimage.events.PicturePointer;
import io.afterimage.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Makes dead letters of records that cannot be used: key, value and headers as they came, and the
 * headers of {@link DeadLetterHeaders}. A dead letter's own timestamp is when it was made: by the
 * record's the topic's retention might take it at once, or the broker refuse it.
 *
 * <p>A record that would not fit into the topic of dead letters, as one may that came compressed,
 * stays where it lies: its dead letter is keyed by its place, has no value, and only the headers
 * that say why and where.
 */
public final class DeadLetters {

  /** What key, value and headers of a record may take together: the topic takes 64 KiB more. */
  static final int MOST_BYTES = Topics.PICTURE_MESSAGE_BYTES - 64 * 1024;

  /** Upper bound of what Kafka writes for a header beside its name and its value. */
  private static final int HEADER_OVERHEAD = 10;

  private DeadLetters() {}

  /**
   * The dead letter of a record.
   *
   * @param reason the kind of fault
   * @param detail what was found
   * @param origin where the record lies
   * @param now when it was refused
   */
  public static Record<String, byte[]> of(
      Record<byte[], byte[]> record,
      String reason,
      String detail,
      PicturePointer origin,
      Instant now) {
    if (envelopeBytes(record) + length(record.value()) > MOST_BYTES) {
      String told = detail + "; too large for a dead letter, it stays where it lies";
      return new Record<>(
          origin.toString(),
          null,
          now.toEpochMilli(),
          DeadLetterHeaders.add(new RecordHeaders(), reason, told, origin, now));
    }
    return new Record<>(
        ImageIds.of(record.key(), origin),
        record.value(),
        now.toEpochMilli(),
        DeadLetterHeaders.add(record.headers(), reason, detail, origin, now));
  }

  /** What a record's key and headers take. */
  static long envelopeBytes(Record<byte[], byte[]> record) {
    return length(record.key()) + bytes(record.headers());
  }

  private static long bytes(Headers headers) {
    long bytes = 0;
    for (Header header : headers) {
      bytes += HEADER_OVERHEAD + length(header.key().getBytes(StandardCharsets.UTF_8));
      bytes += length(header.value());
    }
    return bytes;
  }

  private static long length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
