package io.afterimage.console.live;

import io.afterimage.console.topics.LabelsTopic;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.Retraction;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

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

  /** What a record of the topic of labels says; empty where the stream refuses it. */
  public static Optional<GivenLabel> read(ConsumerRecord<byte[], byte[]> record) {
    return LabelsTopic.read(record).map(event -> of(event, record));
  }

  /** What an event of this record says. */
  static GivenLabel of(LabelEvent event, ConsumerRecord<byte[], byte[]> record) {
    Instant written = Instant.ofEpochMilli(Math.max(0, record.timestamp()));
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
