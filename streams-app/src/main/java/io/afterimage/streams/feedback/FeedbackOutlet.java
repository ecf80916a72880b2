package io.afterimage.streams.feedback;

import io.afterimage.events.EventJson;
import io.afterimage.events.LabelledExample;
import io.afterimage.events.PicturePointer;
import io.afterimage.streams.topology.DeadLetterHeaders;
import io.afterimage.streams.topology.DeadLetters;
import io.afterimage.streams.tracing.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Where examples and dead letters leave the join, and are counted. One thread. */
final class FeedbackOutlet {

  private final ProcessorContext<String, byte[]> context;
  private final FeedbackMetrics metrics;
  private final Tracing tracing;
  private final InstantSource clock;

  FeedbackOutlet(
      ProcessorContext<String, byte[]> context,
      FeedbackMetrics metrics,
      Tracing tracing,
      InstantSource clock) {
    this.context = context;
    this.metrics = metrics;
    this.tracing = tracing;
    this.clock = clock;
  }

  /** Where the record that is processed lies. */
  PicturePointer origin() {
    return context
        .recordMetadata()
        .map(at -> new PicturePointer(at.topic(), at.partition(), at.offset()))
        .orElseThrow(() -> new IllegalStateException("a source record has metadata"));
  }

  /**
   * Stamped now: neither picture nor label need be young enough for the topic's retention.
   *
   * @param labelled the headers that the label came with
   */
  void example(String imageId, KnownPrediction prediction, KnownLabel label, Headers labelled) {
    LabelledExample example = prediction.judgedBy(imageId, label);
    metrics.joined(example);
    context.forward(
        new Record<>(
            imageId,
            EventJson.write(example),
            clock.millis(),
            tracing.joined(example, prediction.traceContext(), labelled)),
        FeedbackTopology.FEEDBACK_SINK);
  }

  /** A record that cannot be used goes on as it came. */
  void malformed(
      MalformedReason reason, String detail, Record<byte[], byte[]> record, PicturePointer origin) {
    metrics.malformed(reason);
    deadLetter(DeadLetters.of(record, reason.code(), detail, origin, clock.instant()));
  }

  /** Stamped now: by its own timestamp the topic's retention might take the dead letter at once. */
  void unmatched(WaitingLabel label, Duration retention) {
    metrics.unmatched();
    Instant now = clock.instant();
    String detail =
        "no prediction of '%s' came within %s: is that the picture's id, and the label's partition the one that Kafka's default partitioner gives the key?"
            .formatted(label.imageId(), retention);
    deadLetter(
        new Record<>(
            label.imageId(),
            label.value(),
            now.toEpochMilli(),
            DeadLetterHeaders.add(
                label.recordHeaders(), FeedbackMetrics.UNMATCHED, detail, label.origin(), now)));
  }

  private void deadLetter(Record<String, byte[]> record) {
    context.forward(record, FeedbackTopology.DEAD_LETTERS_SINK);
  }
}
