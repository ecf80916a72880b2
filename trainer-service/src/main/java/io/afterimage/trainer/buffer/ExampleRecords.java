package io.afterimage.trainer.buffer;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.trainer.consensus.Opinion;
import io.afterimage.training.dataset.Split;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Examples as records: the image id is the key, the PNG the value, all else UTF-8 headers: {@code
 * label}, {@code split} ({@code train}, {@code validation}, {@code test}), {@code labelled-at}
 * (ISO-8601), {@code source} ({@code topic-partition-offset}, or {@code folder-0-0} of an image
 * that came from a file), {@code content-type}, where known {@code labelled-by}, {@code
 * image-sha256}, {@code group}, {@code asked-for} and {@code opinions} (JSON: what each of several
 * sources says), and {@code loaded} where it was not the trainer that wrote it: empty for an
 * example that replaces nothing, {@value #REPLACING} for one that does. A record without a value
 * evicts.
 */
public final class ExampleRecords {

  /** Stands for the place of an image that did not come from a topic. */
  public static final ImagePointer FROM_FOLDER = new ImagePointer("folder", 0, 0);

  private static final String LOADED = "loaded";
  private static final String REPLACING = "replacing";
  private static final String LABELLED_BY = "labelled-by";
  private static final String SHA256 = "image-sha256";
  private static final String GROUP = "group";
  private static final String ASKED_FOR = "asked-for";
  private static final String OPINIONS = "opinions";

  private static final Pattern POINTER = Pattern.compile("(.+)-(\\d{1,9})-(\\d{1,18})");

  private ExampleRecords() {}

  /** The record that adds or replaces an example. */
  public static ProducerRecord<byte[], byte[]> put(String topic, Example example) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, 0, bytes(example.id()), example.png());
    record
        .headers()
        .add("label", bytes(example.label()))
        .add("split", bytes(example.split().name().toLowerCase(Locale.ROOT)))
        .add("labelled-at", bytes(example.labelledAt().toString()))
        .add("source", bytes(example.source().toString()))
        .add("content-type", bytes("image/png"));
    example.labelledBy().ifPresent(by -> record.headers().add(LABELLED_BY, bytes(by)));
    example.sha256().ifPresent(digest -> record.headers().add(SHA256, bytes(digest)));
    example.group().ifPresent(group -> record.headers().add(GROUP, bytes(group)));
    example.askedFor().ifPresent(why -> record.headers().add(ASKED_FOR, bytes(why)));
    if (!example.opinions().isEmpty()) {
      record.headers().add(OPINIONS, EventJson.write(example.opinions()));
    }
    return record;
  }

  /** The same for an example that comes from elsewhere than the trainer, and replaces nothing. */
  public static ProducerRecord<byte[], byte[]> load(String topic, Example example) {
    ProducerRecord<byte[], byte[]> record = put(topic, example);
    record.headers().add(LOADED, new byte[0]);
    return record;
  }

  /** The same for an example that takes the place of the trainer's own. */
  public static ProducerRecord<byte[], byte[]> replace(String topic, Example example) {
    ProducerRecord<byte[], byte[]> record = put(topic, example);
    record.headers().add(LOADED, bytes(REPLACING));
    return record;
  }

  /** The record by which somebody else than the trainer removes an example. */
  public static ProducerRecord<byte[], byte[]> remove(String topic, String id) {
    ProducerRecord<byte[], byte[]> record = evict(topic, id);
    record.headers().add(LOADED, bytes(REPLACING));
    return record;
  }

  /** Whether it was not the trainer that wrote it. */
  static boolean isByOthers(ConsumerRecord<byte[], byte[]> record) {
    return record.headers().lastHeader(LOADED) != null;
  }

  /** Whether a record by others takes the place of an example of the same id. */
  static boolean isReplacing(ConsumerRecord<byte[], byte[]> record) {
    return optional(record, LOADED).filter(REPLACING::equals).isPresent();
  }

  /** The record that evicts an example. */
  public static ProducerRecord<byte[], byte[]> evict(String topic, String id) {
    return new ProducerRecord<>(topic, 0, bytes(id), null);
  }

  /** The image id. */
  static String id(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      throw malformed(record, "it has no key", null);
    }
    return text(record.key());
  }

  /**
   * Reads an example.
   *
   * @throws MalformedExampleException when a header is missing or cannot be read
   */
  static Example read(ConsumerRecord<byte[], byte[]> record) {
    try {
      return new Example(
          id(record),
          header(record, "label"),
          Split.valueOf(header(record, "split").toUpperCase(Locale.ROOT)),
          labelledAt(record),
          pointer(header(record, "source")),
          optional(record, SHA256),
          optional(record, LABELLED_BY),
          optional(record, GROUP),
          optional(record, ASKED_FOR),
          opinions(record),
          ImageBytes.of(record.value()));
    } catch (IllegalArgumentException | DateTimeException | MalformedEventException e) {
      throw malformed(record, e.getMessage(), e);
    }
  }

  /** No label is younger than its record; examples of older versions may say that it is. */
  private static Instant labelledAt(ConsumerRecord<byte[], byte[]> record) {
    Instant said = Instant.parse(header(record, "labelled-at"));
    Instant written = Instant.ofEpochMilli(record.timestamp());
    return record.timestamp() > 0 && said.isAfter(written) ? written : said;
  }

  private static ImagePointer pointer(String text) {
    Matcher parts = POINTER.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("source is '" + text + "', not topic-partition-offset");
    }
    return new ImagePointer(
        parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
  }

  private static List<Opinion> opinions(ConsumerRecord<byte[], byte[]> record) {
    return Optional.ofNullable(record.headers().lastHeader(OPINIONS))
        .map(Header::value)
        .map(json -> List.of(EventJson.read(json, Opinion[].class)))
        .orElse(List.of());
  }

  private static Optional<String> optional(ConsumerRecord<byte[], byte[]> record, String name) {
    return Optional.ofNullable(record.headers().lastHeader(name))
        .map(Header::value)
        .map(ExampleRecords::text);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    if (header == null || header.value() == null) {
      throw malformed(record, "header " + name + " is missing", null);
    }
    return text(header.value());
  }

  private static MalformedExampleException malformed(
      ConsumerRecord<byte[], byte[]> record, String fault, Throwable cause) {
    return new MalformedExampleException(
        "the record at %s-%d-%d is not a training example: %s"
            .formatted(record.topic(), record.partition(), record.offset(), fault),
        cause);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
