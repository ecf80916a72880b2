package io.afterimage.stream.topology;

import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.ImageIds;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.schemas.topics.Topics;
import io.afterimage.stream.faults.RecordLimits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Makes dead letters of records that cannot be used: key, value and headers as they came, and the
 * headers of {@link DeadLetterHeaders}. A dead letter's own timestamp is when it was made: by the
 * record's the topic's retention might take it at once, or the broker refuse it.
 *
 * <p>A record that would not fit into the topic of dead letters, as one may that came compressed or
 * where that topic takes less, stays where it lies: its dead letter is keyed by its place, has no
 * value, and only the headers that say why, where, how large it is, and the digest of its value.
 */
public final class DeadLetters {

  /** The reason of dead letters of records that made their stream thread fail. */
  public static final String UNPROCESSABLE = "unprocessable";

  /** What the topic of dead letters is made with. */
  private static final RecordLimits AS_DEFINED =
      new RecordLimits(Map.of("", Topics.IMAGE_MESSAGE_BYTES));

  /** Upper bound of what Kafka writes for a header beside its name and its value. */
  private static final int HEADER_OVERHEAD = 10;

  private DeadLetters() {}

  /**
   * The dead letter of a record, for a topic that takes what {@link Topics} defines.
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
      ImagePointer origin,
      Instant now) {
    return of(record, reason, detail, origin, now, AS_DEFINED, "");
  }

  /**
   * The dead letter of a record.
   *
   * @param reason the kind of fault
   * @param detail what was found
   * @param origin where the record lies
   * @param now when it was refused
   * @param limits what topics take
   * @param topic the topic of dead letters
   */
  public static Record<String, byte[]> of(
      Record<byte[], byte[]> record,
      String reason,
      String detail,
      ImagePointer origin,
      Instant now,
      RecordLimits limits,
      String topic) {
    String key = ImageIds.of(record.key(), origin);
    Headers headers = DeadLetterHeaders.add(record.headers(), reason, detail, origin, now);
    if (limits.fits(topic, key.getBytes(StandardCharsets.UTF_8), record.value(), headers)) {
      return new Record<>(key, record.value(), now.toEpochMilli(), headers);
    }
    String told = "%s; too large for a dead letter, it stays where it lies".formatted(detail);
    return pointer(record, reason, told, origin, now);
  }

  /** The dead letter of a record that stays where it lies. */
  static Record<String, byte[]> pointer(
      Record<byte[], byte[]> record,
      String reason,
      String detail,
      ImagePointer origin,
      Instant now) {
    Headers headers = DeadLetterHeaders.add(new RecordHeaders(), reason, detail, origin, now);
    if (record.value() != null) {
      DeadLetterHeaders.addContent(headers, record.value().length, Sha256.of(record.value()));
    }
    return new Record<>(origin.toString(), null, now.toEpochMilli(), headers);
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
