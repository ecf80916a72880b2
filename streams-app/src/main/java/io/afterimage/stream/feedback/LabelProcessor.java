package io.afterimage.stream.feedback;

import io.afterimage.schemas.events.LabelEvent;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.RetractedExample;
import io.afterimage.schemas.events.Retraction;
import io.afterimage.stream.feedback.FeedbackMetrics.Retracted;
import io.afterimage.stream.tracing.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Joins a label with the prediction of the image that it names, or else with the newest one that
 * has its id, or lets it wait for one. A label that says what is already known changes nothing but
 * how long it is remembered, unless another source says it, and opinions are passed on. A
 * retraction takes back the labels, and is forwarded in any case: the trainer may have learned from
 * the image before the join's memory starts.
 *
 * <p>Waiting ends by the wall clock: a label of the last image of a quiet day must not wait for
 * another record to move the stream's time.
 */
final class LabelProcessor implements Processor<byte[], byte[], String, byte[]> {

  /** Bounds how long one look for expired labels holds up the thread. */
  private static final int MOST_EXPIRED = 2000;

  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);
  private static final int LOOKS_PER_RETENTION = 4;

  private final Duration retention;
  private final boolean opinions;
  private final FeedbackMetrics metrics;
  private final Tracing tracing;
  private final InstantSource clock;
  private FeedbackState state;
  private FeedbackOutlet outlet;

  LabelProcessor(
      FeedbackConfig config, FeedbackMetrics metrics, Tracing tracing, InstantSource clock) {
    this.retention = config.retention();
    this.opinions = config.opinions();
    this.metrics = metrics;
    this.tracing = tracing;
    this.clock = clock;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    state = new FeedbackState(context, retention, metrics);
    outlet = new FeedbackOutlet(context, metrics, tracing, clock);
    Duration part = retention.dividedBy(LOOKS_PER_RETENTION);
    context.schedule(
        part.compareTo(LONGEST_LOOK) < 0 ? part : LONGEST_LOOK,
        PunctuationType.WALL_CLOCK_TIME,
        timestamp -> expire());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Record<byte[], byte[]> sent = record.withHeaders(LabelRoute.without(record.headers()));
    LabelRoute route;
    LabelEvent event;
    try {
      route = LabelRoute.of(record.headers());
      event = LabelReader.fromTopic(sent, route.origin());
    } catch (MalformedEventException e) {
      outlet.malformed(MalformedReason.LABEL, e.getMessage(), sent, outlet.origin());
      return;
    }
    KnownLabel label = KnownLabel.of(event, Instant.ofEpochMilli(route.timestamp()));
    Optional<KnownPrediction> prediction = prediction(event, label);
    if (event instanceof Retraction retraction) {
      retract(retraction, label, prediction);
    } else if (prediction.isPresent()) {
      join(event.imageId(), label, prediction.get(), sent);
    } else {
      await(event.imageId(), label, sent, route);
    }
  }

  /** Of the image that is named, else the newest with the id. */
  private Optional<KnownPrediction> prediction(LabelEvent event, KnownLabel label) {
    return (event.namesImage()
            ? state.prediction(event.imageId(), clock.millis(), label::isFor)
            : state.prediction(event.imageId(), clock.millis()))
        .map(Arrived::value);
  }

  private void join(
      String imageId, KnownLabel label, KnownPrediction prediction, Record<byte[], byte[]> sent) {
    long now = clock.millis();
    Optional<Arrived<KnownLabel>> earlier =
        state.label(imageId, now, known -> known.isFor(prediction));
    earlier.ifPresent(known -> state.release(imageId, known.at()));
    boolean isNews = earlier.map(known -> known.value().saysOtherwise(label)).orElse(true);
    boolean isOpinion = opinions && !isNews && isFirstOfItsSource(imageId, label, prediction, now);
    boolean ambiguous = !label.isBound() && hasOtherImages(imageId, prediction, now);
    state.putLabel(imageId, new Arrived<>(now, label.boundTo(prediction)));
    if (ambiguous) {
      outlet.ambiguous(imageId, prediction);
    }
    if (isNews) {
      outlet.example(imageId, prediction, label, sent.headers());
    } else if (isOpinion) {
      outlet.opinion(imageId, prediction, label, sent.headers());
    }
  }

  /** Whether its source has not said the same of that image yet, or something else since. */
  private boolean isFirstOfItsSource(
      String imageId, KnownLabel label, KnownPrediction prediction, long now) {
    return state
        .label(imageId, now, known -> known.isFor(prediction) && known.by().equals(label.by()))
        .map(last -> last.value().saysOtherwise(label))
        .orElse(true);
  }

  private void await(
      String imageId, KnownLabel label, Record<byte[], byte[]> sent, LabelRoute route) {
    metrics.labelEarly();
    long now = clock.millis();
    state
        .label(imageId, now, known -> known.isForTheSameAs(label))
        .ifPresent(known -> state.release(imageId, known.at()));
    long at = state.putLabel(imageId, new Arrived<>(now, label));
    state.await(
        new Arrived<>(at, WaitingLabel.of(imageId, sent.value(), sent.headers(), route.origin())));
  }

  private void retract(
      Retraction retraction, KnownLabel marker, Optional<KnownPrediction> prediction) {
    String imageId = retraction.imageId();
    long now = clock.millis();
    Retracted what = Retracted.UNKNOWN;
    for (Arrived<KnownLabel> known : state.labels(imageId, now)) {
      KnownLabel label = known.value();
      if (!marker.isBound()
          || label.isForTheSameAs(marker)
          || prediction.filter(label::isFor).isPresent()) {
        boolean waited = state.release(imageId, known.at());
        state.forgetLabel(imageId, known.at());
        if (!label.isRetraction() && what != Retracted.EXAMPLE) {
          what = waited ? Retracted.WAITING : Retracted.EXAMPLE;
        }
      }
    }
    // Remembered, for a label in the header of the same image must not bring it back.
    state.putLabel(imageId, new Arrived<>(now, prediction.map(marker::boundTo).orElse(marker)));
    metrics.retracted(what);
    Optional<KnownPrediction> named = prediction.filter(known -> retraction.namesImage());
    outlet.retracted(
        new RetractedExample(
            imageId,
            named.map(KnownPrediction::image).or(retraction::picture),
            named.flatMap(KnownPrediction::sha256).or(retraction::sha256),
            retraction.source()));
  }

  private boolean hasOtherImages(String imageId, KnownPrediction prediction, long now) {
    return state
        .prediction(imageId, now, known -> !known.isOfTheSameImageAs(prediction))
        .isPresent();
  }

  private void expire() {
    state.expire(clock.millis(), MOST_EXPIRED, label -> outlet.unmatched(label, retention));
  }
}
