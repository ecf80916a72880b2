package io.afterimage.console.live;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.Retraction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What somebody said about an image.
 *
 * @param label the true label; empty where labels are taken back
 * @param source who said so
 * @param at when it was said, or else written
 * @param picture where the image lies, if it is about that record alone
 * @param sha256 of the image, if it is about that image alone
 */
public record GivenLabel(
    Optional<String> label,
    Optional<String> source,
    Instant at,
    Optional<ImagePointer> picture,
    Optional<String> sha256) {

  private static final Logger log = LoggerFactory.getLogger(GivenLabel.class);

  /** What a record of the topic of labels says; empty where it says nothing about an image. */
  public static Optional<GivenLabel> read(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return Optional.empty();
    }
    Instant written = Instant.ofEpochMilli(Math.max(0, record.timestamp()));
    try {
      LabelEvent event =
          record.value() == null
              ? Retraction.of(new String(record.key(), StandardCharsets.UTF_8))
              : EventJson.read(record.value(), LabelEvent.class);
      return Optional.of(of(event, written));
    } catch (MalformedEventException e) {
      log.atDebug()
          .addKeyValue(
              "at", "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()))
          .addKeyValue("fault", e.getMessage())
          .log("skipped a record that is not a label");
      return Optional.empty();
    }
  }

  private static GivenLabel of(LabelEvent event, Instant written) {
    if (event instanceof Label label) {
      return new GivenLabel(
          Optional.of(label.label()),
          label.source(),
          label.labelledAt().orElse(written),
          label.picture(),
          label.sha256());
    }
    Retraction retraction = (Retraction) event;
    return new GivenLabel(
        Optional.empty(),
        retraction.source(),
        retraction.retractedAt().orElse(written),
        retraction.picture(),
        retraction.sha256());
  }

  /** Whether it is about that image, and not about another one of the same id. */
  boolean isAbout(ImagePointer pointer, Optional<String> digest) {
    return picture.filter(at -> !at.equals(pointer)).isEmpty()
        && (sha256.isEmpty() || digest.isEmpty() || sha256.equals(digest));
  }
}
