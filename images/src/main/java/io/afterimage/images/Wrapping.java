package io.afterimage.images;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** How producers wrap an image into a record's value instead of sending its bytes. */
public enum Wrapping {
  /** Text in base64, or a data URI with it. */
  BASE64("base64"),
  /** JSON with one string, anywhere in it, that is an image in base64. */
  JSON("base64 in JSON"),
  /** The zero byte and the schema id that serialisers with a schema registry put in front. */
  CONFLUENT("a schema registry's framing"),
  /** Compressed by the producer's program; Kafka's own compression is none of its business. */
  GZIP("gzip"),
  /** The body of an HTTP upload, with one image among its parts. */
  MULTIPART("a multipart body");

  /** What {@link #parse} takes. */
  public static final String ALLOWED =
      "none, or a list of "
          + Arrays.stream(values()).map(Wrapping::code).collect(Collectors.joining(", "));

  private final String words;

  Wrapping(String words) {
    this.words = words;
  }

  /** The form in options: {@code base64}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** In messages. */
  String words() {
    return words;
  }

  /**
   * Reads a list such as {@code base64,gzip}; {@code none} is an empty one.
   *
   * @throws IllegalArgumentException when a name is none of these
   */
  public static Set<Wrapping> parse(String list) {
    Set<Wrapping> parsed = EnumSet.noneOf(Wrapping.class);
    if (!list.equals("none")) {
      for (String name : list.split(",", -1)) {
        parsed.add(valueOf(name.strip().toUpperCase(Locale.ROOT)));
      }
    }
    return Collections.unmodifiableSet(parsed);
  }
}
