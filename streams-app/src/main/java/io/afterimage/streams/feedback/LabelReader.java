package io.afterimage.streams.feedback;

import io.afterimage.events.EventJson;
import io.afterimage.events.Label;
import io.afterimage.events.LabelText;
import io.afterimage.events.MalformedEventException;
import io.afterimage.events.PicturePointer;
import io.afterimage.streams.feedback.KnownLabel.Source;
import io.afterimage.streams.topology.ImageIds;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/** Reads labels, strictly: what it returns is keyed by its image id and says something. */
final class LabelReader {

  /** The header of a picture that says what it shows. */
  static final String HEADER = "label";

  /**
   * The largest label: value and headers. It waits in a store whose changelog takes records of 1
   * MiB, in a form a third longer.
   */
  static final int MAX_BYTES = 64 * 1024;

  private LabelReader() {}

  /**
   * The label of a record.
   *
   * @throws MalformedEventException saying what is wrong with it
   */
  static KnownLabel fromTopic(Record<byte[], byte[]> record, PicturePointer origin) {
    if (record.value() == null) {
      throw malformed("the record has no value");
    }
    int bytes = bytes(record);
    if (bytes > MAX_BYTES) {
      throw malformed("the record has %d bytes, at most %d".formatted(bytes, MAX_BYTES));
    }
    Label label = EventJson.read(record.value(), Label.class);
    requireKey(record.key(), label.imageId(), origin);
    return new KnownLabel(
        text(label.label()),
        label.labelledAt().orElseGet(() -> Instant.ofEpochMilli(record.timestamp())),
        Source.TOPIC);
  }

  /**
   * The label that a picture carried in a header.
   *
   * @param givenAt the timestamp of the picture's record
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
      return Optional.of(new KnownLabel(text(label), givenAt, Source.HEADER));
    } catch (CharacterCodingException e) {
      throw new MalformedEventException("the header '" + HEADER + "' is not UTF-8", e);
    }
  }

  /** Records are joined by their key, so it has to be the id that they speak of. */
  static void requireKey(byte[] key, String imageId, PicturePointer origin) {
    if (key == null) {
      throw malformed("the record has no key: it must be the image id '" + imageId + "'");
    }
    if (!ImageIds.of(key, origin).equals(imageId)) {
      throw malformed(
          "the key '%s' is not the image id '%s'"
              .formatted(new String(key, StandardCharsets.UTF_8), imageId));
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
