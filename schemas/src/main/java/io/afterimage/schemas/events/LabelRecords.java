package io.afterimage.schemas.events;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Reads the records of the topic of labels, strictly, and the same way wherever they are read: what
 * is refused here is a dead letter, and nobody learns from it. What is returned is keyed by its
 * image id and says something.
 */
public final class LabelRecords {

  /**
   * The largest label: value and headers. In the stream it waits in a store whose changelog takes
   * records of 1 MiB, in a form a third longer.
   */
  public static final int MAX_BYTES = 64 * 1024;

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private LabelRecords() {}

  /**
   * What a record says; the text of a label is as {@link LabelText} has it.
   *
   * @param key may be null
   * @param value may be null
   * @param origin where the record lies, or lay before it was sent on
   * @throws MalformedEventException saying what is wrong with it
   */
  public static LabelEvent read(byte[] key, byte[] value, Headers headers, ImagePointer origin) {
    if (value == null) {
      return Retraction.of(id(key, origin));
    }
    int bytes = bytes(value, headers);
    if (bytes > MAX_BYTES) {
      throw malformed("the record has %d bytes, at most %d".formatted(bytes, MAX_BYTES));
    }
    LabelEvent event = EventJson.read(value, LabelEvent.class);
    requireKey(key, event.imageId(), origin);
    event.sha256().ifPresent(LabelRecords::requireDigest);
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
   * The label that a text stands for, as {@link LabelText} has it.
   *
   * @throws MalformedEventException saying what is wrong with it
   */
  public static String text(String label) {
    try {
      return LabelText.of(label);
    } catch (IllegalArgumentException e) {
      throw new MalformedEventException(e.getMessage(), e);
    }
  }

  /**
   * Requires that a record's key is the image id that it speaks of: records are joined by it.
   *
   * @throws MalformedEventException when it is another
   */
  public static void requireKey(byte[] key, String imageId, ImagePointer origin) {
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

  private static int bytes(byte[] value, Headers headers) {
    int bytes = value.length;
    for (Header header : headers) {
      bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return bytes;
  }

  private static MalformedEventException malformed(String what) {
    return new MalformedEventException(what, null);
  }
}
