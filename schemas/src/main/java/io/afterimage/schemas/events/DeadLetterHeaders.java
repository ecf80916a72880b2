package io.afterimage.schemas.events;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers that a dead letter has beside those it came with: why, and where it lay. All are
 * UTF-8 text; {@code dead-letter-headers.schema.json} describes them.
 */
public final class DeadLetterHeaders {

  /** The kind of fault, such as {@code truncated}. */
  public static final String REASON = "afterimage-reason";

  /** What was found; human-readable. */
  public static final String DETAIL = "afterimage-detail";

  /** The topic that the record came from. */
  public static final String TOPIC = "afterimage-topic";

  /** The partition that it came from. */
  public static final String PARTITION = "afterimage-partition";

  /** The offset that it had there. */
  public static final String OFFSET = "afterimage-offset";

  /** The timestamp that a refused image came with, in milliseconds, whatever it was. */
  public static final String TIMESTAMP = "afterimage-timestamp";

  /** The size of a value that stays where it lies, in bytes. */
  public static final String BYTES = "afterimage-bytes";

  /** The SHA-256 of a value that stays where it lies, in lower-case hexadecimal. */
  public static final String SHA256 = "afterimage-sha256";

  /** When it was refused, ISO-8601. */
  public static final String REFUSED_AT = "afterimage-refused-at";

  /**
   * The dead letter that was sent again, as {@code topic-partition-offset}: on the copy, which goes
   * back to the topic that the record came from, and on the mark of it, a record of {@code
   * dead-letters} without a value and without {@link #REASON}.
   */
  public static final String SENT_AGAIN = "afterimage-sent-again";

  /** On a mark: who sent it again. */
  public static final String SENT_BY = "afterimage-sent-by";

  /** On a mark: what they said why. */
  public static final String SENT_WHY = "afterimage-sent-why";

  private static final Set<String> ALL =
      Set.of(
          REASON,
          DETAIL,
          TOPIC,
          PARTITION,
          OFFSET,
          TIMESTAMP,
          BYTES,
          SHA256,
          REFUSED_AT,
          SENT_AGAIN,
          SENT_BY,
          SENT_WHY);

  /** Longer details are cut: they may quote what was sent. */
  public static final int LONGEST_DETAIL = 1_000;

  private DeadLetterHeaders() {}

  /**
   * The original headers and those of a dead letter. Of ours only {@link #SENT_AGAIN} stays: what
   * the others say is not for a sender to say.
   *
   * @param original left unchanged
   * @param reason the kind of fault
   * @param detail what was found; cut where it is very long
   * @param origin where the refused record lies
   * @param refusedAt when it was refused
   */
  public static Headers add(
      Headers original, String reason, String detail, ImagePointer origin, Instant refusedAt) {
    Headers headers = original(original);
    text(original, SENT_AGAIN).ifPresent(letter -> put(headers, SENT_AGAIN, letter));
    put(headers, REASON, reason);
    put(headers, DETAIL, detail.substring(0, Math.min(detail.length(), LONGEST_DETAIL)));
    put(headers, TOPIC, origin.topic());
    put(headers, PARTITION, Integer.toString(origin.partition()));
    put(headers, OFFSET, Long.toString(origin.offset()));
    put(headers, REFUSED_AT, refusedAt.toString());
    return headers;
  }

  /** What a record has of a header as text; the last one where it has several. */
  public static Optional<String> text(Headers headers, String name) {
    return Optional.ofNullable(headers.lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }

  /** The headers that the record came with: those of a dead letter are left out. */
  public static Headers original(Headers headers) {
    Headers original = new RecordHeaders(headers.toArray());
    ALL.forEach(original::remove);
    return original;
  }

  /** Adds the timestamp that the record came with. */
  public static void addTimestamp(Headers headers, long timestamp) {
    put(headers, TIMESTAMP, Long.toString(timestamp));
  }

  /** Adds the size and digest of a value that is not included. */
  public static void addContent(Headers headers, int bytes, String sha256) {
    put(headers, BYTES, Integer.toString(bytes));
    put(headers, SHA256, sha256);
  }

  /** Sets a header in place of those of its name. */
  public static void put(Headers headers, String key, String value) {
    headers.remove(key);
    headers.add(key, value.getBytes(StandardCharsets.UTF_8));
  }
}
