package io.afterimage.console.topics;

import com.github.benmanes.caffeine.cache.Interner;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.LabelRecords;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.Retraction;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic of labels for the views, which all see what the stream takes, and nothing of what
 * it refuses. Thread-safe.
 */
public final class LabelsTopic {

  /** How much of a source's name is kept. */
  static final int LONGEST_SOURCE = 100;

  /** No topic of Kafka has a longer name. */
  private static final int LONGEST_TOPIC = 249;

  private static final Logger log = LoggerFactory.getLogger(LabelsTopic.class);

  /** Several views remember the same texts, each for thousands of images. */
  private static final Interner<String> TEXTS = Interner.newWeakInterner();

  private LabelsTopic() {}

  /** What a record says; empty where the stream makes a dead letter of it. */
  public static Optional<LabelEvent> read(ConsumerRecord<byte[], byte[]> record) {
    ImagePointer origin = new ImagePointer(record.topic(), record.partition(), record.offset());
    try {
      LabelEvent event = LabelRecords.read(record.key(), record.value(), record.headers(), origin);
      if (event.picture().filter(at -> at.topic().length() > LONGEST_TOPIC).isPresent()) {
        throw new MalformedEventException("the picture is in no topic of Kafka", null);
      }
      return Optional.of(kept(event));
    } catch (MalformedEventException e) {
      log.atDebug()
          .addKeyValue("at", origin)
          .addKeyValue("fault", e.getMessage())
          .log("skipped a record that is not a label");
      return Optional.empty();
    }
  }

  private static LabelEvent kept(LabelEvent event) {
    if (event instanceof Label label) {
      return new Label(
          TEXTS.intern(label.imageId()),
          TEXTS.intern(label.label()),
          label.source().map(LabelsTopic::cut),
          label.labelledAt(),
          label.picture(),
          label.sha256());
    }
    Retraction retraction = (Retraction) event;
    return new Retraction(
        TEXTS.intern(retraction.imageId()),
        true,
        retraction.source().map(LabelsTopic::cut),
        retraction.retractedAt(),
        retraction.picture(),
        retraction.sha256(),
        retraction.reason().map(LabelsTopic::cut));
  }

  private static String cut(String text) {
    return TEXTS.intern(text.substring(0, Math.min(text.length(), LONGEST_SOURCE)));
  }
}
