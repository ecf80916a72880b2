package io.afterimage.stream.feedback;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.LabelText;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.Retraction;
import io.afterimage.stream.topology.ImageIds;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/** Reads labels, strictly: what it returns is keyed by its image id and says something. */
final class LabelReader {

  /** The header of an image that says what it shows. */
  static final String HEADER = "label";

  /**
   * The largest label: value and headers. It waits in a store whose changelog takes records of 1
   * MiB, in a form a third longer.
   */
  static final int MAX_BYTES = 64 * 1024;

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private LabelReader() {}

  /**
   * What a record of the topic of labels says; the text of a label is as {@link LabelText} has it.
   *
   * @param origin where the record lies, or lay before it was sent on
   * @throws MalformedEventException saying what is wrong with it
   */
  static LabelEvent fromTopic(Record<byte[], byte[]> record, ImagePointer origin) {
    if (record.value() == null) {
      return Retraction.of(id(record.key(), origin));
    }
    int bytes = bytes(record);
    if (bytes > MAX_BYTES) {
      throw malformed("the record has %d bytes, at most %d".formatted(bytes, MAX_BYTES));
    }
    LabelEvent event = EventJson.read(record.value(), LabelEvent.class);
    requireKey(record.key(), event.imageId(), origin);
    event.sha256().ifPresent(LabelReader::requireDigest);
    return event instanceof Label label
        ? new Label(
            label.imageId(),
            text(label.label()),
            label.source(),
            label.labelledAt(),
            label.picture(),
            label.sha256())
        : event;
  }

  /**
   * The label that an image carried in a header.
   *
   * @param givenAt the timestamp of the image's record
   * @throws MalformedEventException saying what is wrong with it
   */
  static Optional<KnownLabel> fromHeader(Headers headers, Instant givenAt) {
    Header header = headers.lastHeader(HEADER);
    if (header == null) {
      return Optional.empty();
    }
    byte[] text = header.value() == null ? new byte[0] : header.value();
    if (text.length > MAX_BYTES) {
      throw malformed("the header has %d bytes, at most %d".formatted(text.length, MAX_BYTES));
    }
    try {
      String label = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
      return Optional.of(KnownLabel.ofHeader(text(label), givenAt));
    } catch (CharacterCodingException e) {
      throw new MalformedEventException("the header '" + HEADER + "' is not UTF-8", e);
    }
  }

  /** Records are joined by their key, so it has to be the id that they speak of. */
  static void requireKey(byte[] key, String imageId, ImagePointer origin) {
    if (key == null) {
      throw malformed("the record has no key: it must be the image id '" + imageId + "'");
    }
    if (!ImageIds.of(key, origin).equals(imageId)) {
      throw malformed(
          "the key '%s' is not the image id '%s'"
              .formatted(new String(key, StandardCharsets.UTF_8), imageId));
    }
  }

  /** The image that a record without a value retracts. */
  private static String id(byte[] key, ImagePointer origin) {
    if (key == null || key.length == 0) {
      throw malformed("the record has neither key nor value: a retraction has the image id as key");
    }
    return ImageIds.of(key, origin);
  }

  private static void requireDigest(String sha256) {
    if (!DIGEST.matcher(sha256).matches()) {
      throw malformed(
          "the sha256 '%s' is not a SHA-256 in lower-case hexadecimal".formatted(sha256));
    }
  }

  private static String text(String label) {
    try {
      return LabelText.of(label);
    } catch (IllegalArgumentException e) {
      throw new MalformedEventException(e.getMessage(), e);
    }
  }

  private static int bytes(Record<byte[], byte[]> record) {
    int bytes = record.value().length;
    for (Header header : record.headers()) {
      bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return bytes;
  }

  private static MalformedEventException malformed(String what) {
    return new MalformedEventException(what, null);
  }
}
