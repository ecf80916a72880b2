package io.afterimage.streams.feedback;

import io.afterimage.events.MalformedEventException;
import io.afterimage.events.PicturePointer;
import io.afterimage.streams.topology.ImageIds;
import io.afterimage.streams.tracing.Tracing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Joins a label with the newest prediction of its picture, or lets it wait for one. A label that
 * says what is already known changes nothing but how long it is remembered.
 *
 * <p>Waiting ends by the wall clock: a label of the last picture of a quiet day must not wait for
 * another record to move the stream's time.
 */
final class LabelProcessor implements Processor<byte[], byte[], String, byte[]> {

  /** Bounds how long one look for expired labels holds up the thread. */
  private static final int MOST_EXPIRED = 2000;

  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);
  private static final int LOOKS_PER_RETENTION = 4;

  private final Duration retention;
  private final FeedbackMetrics metrics;
  private final Tracing tracing;
  private final InstantSource clock;
  private FeedbackState state;
  private FeedbackOutlet outlet;

  LabelProcessor(
      Duration retention, FeedbackMetrics metrics, Tracing tracing, InstantSource clock) {
    this.retention = retention;
    this.metrics = metrics;
    this.tracing = tracing;
    this.clock = clock;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    state = new FeedbackState(context, retention);
    outlet = new FeedbackOutlet(context, metrics, tracing, clock);
    Duration part = retention.dividedBy(LOOKS_PER_RETENTION);
    context.schedule(
        part.compareTo(LONGEST_LOOK) < 0 ? part : LONGEST_LOOK,
        PunctuationType.WALL_CLOCK_TIME,
        timestamp -> expire());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    metrics.labelReceived();
    PicturePointer origin = outlet.origin();
    KnownLabel label;
    try {
      label = LabelReader.fromTopic(record, origin);
    } catch (MalformedEventException e) {
      outlet.malformed(MalformedReason.LABEL, e.getMessage(), record, origin);
      return;
    }
    accept(record, label, origin);
  }

  private void accept(Record<byte[], byte[]> record, KnownLabel label, PicturePointer origin) {
    String imageId = ImageIds.of(record.key(), origin);
    long now = clock.millis();
    Optional<Arrived<KnownLabel>> earlier = state.label(imageId, now);
    Optional<Arrived<KnownPrediction>> prediction = state.prediction(imageId, now);
    long at = earlier.map(known -> Math.max(known.at(), now)).orElse(now);
    earlier.ifPresent(known -> state.release(imageId, known.at()));
    state.putLabel(imageId, new Arrived<>(at, label));
    if (prediction.isEmpty()) {
      metrics.labelEarly();
      state.await(
          new Arrived<>(at, WaitingLabel.of(imageId, record.value(), record.headers(), origin)));
    } else if (earlier.isEmpty() || !earlier.get().value().label().equals(label.label())) {
      outlet.example(imageId, prediction.get().value(), label, record.headers());
    }
  }

  private void expire() {
    state.expire(clock.millis(), MOST_EXPIRED, label -> outlet.unmatched(label, retention));
  }
}
