package io.afterimage.schemas.events;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record of the topic {@code feedback} that takes an example back. Its key is the image id, it
 * has no value, and headers say the rest; {@link LabelledExample} is what records with a value say.
 * It is sent whether or not anybody learned from the image.
 *
 * @param imageId the image's id, the record's key
 * @param picture where the image lies, if only that record's example is taken back and not that of
 *     whatever has the id
 * @param sha256 of the image's bytes, where only the example of that image is taken back and the
 *     digest is known; lower-case hexadecimal
 * @param source who takes it back, if it said so
 */
public record RetractedExample(
    String imageId,
    Optional<ImagePointer> picture,
    Optional<String> sha256,
    Optional<String> source) {

  /** The header that has {@link #picture} as JSON. */
  public static final String IMAGE_HEADER = "afterimage-picture";

  /** The header that has {@link #sha256}. */
  public static final String SHA256_HEADER = "afterimage-sha256";

  /** The header that has {@link #source} as UTF-8. */
  public static final String SOURCE_HEADER = "afterimage-source";

  /** Whether only one image's example is taken back. */
  public boolean namesImage() {
    return picture.isPresent() || sha256.isPresent();
  }

  /** Adds the headers of the record, and returns them. */
  public Headers addTo(Headers headers) {
    picture.ifPresent(at -> headers.add(IMAGE_HEADER, EventJson.write(at)));
    sha256.ifPresent(digest -> headers.add(SHA256_HEADER, utf8(digest)));
    source.ifPresent(by -> headers.add(SOURCE_HEADER, utf8(by)));
    return headers;
  }

  /**
   * What a record without a value says.
   *
   * @throws MalformedEventException when a header is not what it should be
   */
  public static RetractedExample read(String key, Headers headers) {
    return new RetractedExample(
        key,
        value(headers, IMAGE_HEADER).map(json -> EventJson.read(json, ImagePointer.class)),
        value(headers, SHA256_HEADER).map(RetractedExample::text),
        value(headers, SOURCE_HEADER).map(RetractedExample::text));
  }

  private static Optional<byte[]> value(Headers headers, String name) {
    return Optional.ofNullable(headers.lastHeader(name)).map(Header::value);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
