package io.afterimage.stream.feedback;

import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.RetractedExample;
import io.afterimage.stream.topology.DeadLetters;
import io.afterimage.stream.tracing.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where examples and dead letters leave the join, and are counted. One thread. */
final class FeedbackOutlet {

  private static final Logger log = LoggerFactory.getLogger(FeedbackOutlet.class);

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
  ImagePointer origin() {
    return origin(context);
  }

  /** Where the record that is processed lies. */
  static ImagePointer origin(ProcessingContext context) {
    return context
        .recordMetadata()
        .map(at -> new ImagePointer(at.topic(), at.partition(), at.offset()))
        .orElseThrow(() -> new IllegalStateException("a source record has metadata"));
  }

  /**
   * Stamped now: neither image nor label need be young enough for the topic's retention.
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

  /** What one more source says of an image whose label leaves as another example. Stamped now. */
  void opinion(String imageId, KnownPrediction prediction, KnownLabel label, Headers labelled) {
    LabelledExample opinion = prediction.judgedBy(imageId, label).asOpinion();
    metrics.opinion();
    context.forward(
        new Record<>(
            imageId,
            EventJson.write(opinion),
            clock.millis(),
            tracing.joined(opinion, prediction.traceContext(), labelled)),
        FeedbackTopology.FEEDBACK_SINK);
  }

  /** An example is taken back, whether or not there is one. Stamped now. */
  void retracted(RetractedExample example) {
    context.forward(
        new Record<>(example.imageId(), null, clock.millis(), example.addTo(new RecordHeaders())),
        FeedbackTopology.FEEDBACK_SINK);
  }

  /** A label by id alone was joined with the newest of several images; told once in a while. */
  void ambiguous(String imageId, KnownPrediction newest) {
    if (metrics.ambiguous(clock.instant())) {
      log.atWarn()
          .addKeyValue("imageId", imageId)
          .addKeyValue("joined", newest.image())
          .log(
              "ambiguous label: several images have this id; name one by 'picture' or 'sha256', or"
                  + " use unique ids");
    }
  }

  /** Sends an unusable record to dead letters unchanged. */
  void malformed(
      MalformedReason reason, String detail, Record<byte[], byte[]> record, ImagePointer origin) {
    metrics.malformed(reason);
    deadLetter(DeadLetters.of(record, reason.code(), detail, origin, clock.instant()));
  }

  /** Stamped now: by its own timestamp the topic's retention might take the dead letter at once. */
  void unmatched(WaitingLabel label, Duration retention) {
    metrics.unmatched();
    Instant now = clock.instant();
    String detail =
        "no prediction of '%s' came within %s: is that the image's id, and does an image with it have the 'picture' or 'sha256' that the label names, if any?"
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
