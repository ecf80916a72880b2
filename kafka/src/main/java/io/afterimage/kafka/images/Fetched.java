package io.afterimage.kafka.images;

import io.afterimage.schemas.events.ImageHeaders;
import io.afterimage.schemas.events.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What lies where a pointer points. */
public sealed interface Fetched {

  /**
   * The very image that is looked for; empty where nothing is there, or another record by now.
   *
   * @param sha256 of its bytes, where that is known
   */
  default Optional<byte[]> image(Optional<String> sha256) {
    return this instanceof Found found
        ? Optional.ofNullable(found.image())
            .filter(bytes -> sha256.map(wanted -> wanted.equals(Sha256.of(bytes))).orElse(true))
        : Optional.empty();
  }

  /**
   * A record.
   *
   * @param image its value, which may be null or no image
   * @param group its header {@code group}
   * @param takenAt its header {@code captured-at}, where it has a readable one; otherwise its
   *     timestamp
   */
  record Found(byte[] image, Optional<String> group, Instant takenAt) implements Fetched {

    /** Reads the headers; one that is not readable counts as absent. */
    public static Found of(ConsumerRecord<byte[], byte[]> record) {
      return new Found(
          record.value(),
          text(record, ImageHeaders.GROUP),
          text(record, ImageHeaders.CAPTURED_AT)
              .flatMap(Found::instant)
              .orElse(Instant.ofEpochMilli(record.timestamp())));
    }

    private static Optional<String> text(ConsumerRecord<byte[], byte[]> record, String name) {
      return Optional.ofNullable(record.headers().lastHeader(name))
          .map(Header::value)
          .map(value -> new String(value, StandardCharsets.UTF_8));
    }

    private static Optional<Instant> instant(String text) {
      try {
        return Optional.of(Instant.parse(text));
      } catch (DateTimeParseException e) {
        return Optional.empty();
      }
    }
  }

  /**
   * Nothing: the record has expired, or never was there.
   *
   * @param why human-readable reason
   */
  record Gone(String why) implements Fetched {}
}
