package io.afterimage.stream.feedback;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelRecords;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.stream.timestamps.RecordTimes;
import io.afterimage.stream.tracing.TraceContext;
import io.afterimage.stream.tracing.Tracing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Joins a prediction with the newest label of its image, which may have come before, or come with
 * it in the image's header. Otherwise the prediction is remembered for a label to come.
 */
final class PredictionProcessor implements Processor<byte[], byte[], String, byte[]> {

  /** Of a label that waited; those of one that is the image's header are the prediction's. */
  private static final Headers NO_HEADERS = new RecordHeaders();

  private final Duration retention;
  private final boolean opinions;
  private final FeedbackMetrics metrics;
  private final Tracing tracing;
  private final RecordTimes times;
  private final InstantSource clock;
  private FeedbackState state;
  private FeedbackOutlet outlet;

  PredictionProcessor(
      FeedbackConfig config,
      FeedbackMetrics metrics,
      Tracing tracing,
      RecordTimes times,
      InstantSource clock) {
    this.retention = config.retention();
    this.opinions = config.opinions();
    this.metrics = metrics;
    this.tracing = tracing;
    this.times = times;
    this.clock = clock;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    state = new FeedbackState(context, retention, metrics);
    outlet = new FeedbackOutlet(context, metrics, tracing, clock);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ImagePointer origin = outlet.origin();
    times.processed(new TopicPartition(origin.topic(), origin.partition()), origin.offset());
    Prediction event;
    try {
      event = read(record, origin);
    } catch (MalformedEventException e) {
      outlet.malformed(MalformedReason.PREDICTION, e.getMessage(), record, origin);
      return;
    }
    metrics.readBack(event, clock.instant());
    accept(record, event, origin);
  }

  private void accept(Record<byte[], byte[]> record, Prediction event, ImagePointer origin) {
    String imageId = event.imageId();
    KnownPrediction prediction = KnownPrediction.of(event, TraceContext.of(record.headers()));
    long now = clock.millis();
    Optional<KnownPrediction> earlier = state.prediction(imageId, now).map(Arrived::value);
    if (earlier.filter(prediction::saysTheSame).isPresent()) {
      return;
    }
    Optional<Arrived<KnownLabel>> said =
        state.label(imageId, now, known -> isFor(known, prediction, earlier));
    said.ifPresent(known -> state.release(imageId, known.at()));
    boolean isFirst = earlier.filter(prediction::isOfTheSameImageAs).isEmpty();
    Collection<KnownLabel> heard =
        opinions && isFirst && said.isPresent()
            ? heard(imageId, now, known -> isFor(known, prediction, earlier))
            : List.of();
    state.put(imageId, new Arrived<>(now, prediction));
    label(imageId, said, header(record, event, origin), prediction)
        .filter(label -> !label.isRetraction())
        .ifPresent(label -> forward(imageId, prediction, label, heard));
  }

  /** The label, and then what other sources had said while it waited. */
  private void forward(
      String imageId, KnownPrediction prediction, KnownLabel label, Collection<KnownLabel> heard) {
    outlet.example(imageId, prediction, label, NO_HEADERS);
    heard.stream()
        .filter(other -> !other.by().equals(label.by()))
        .forEach(other -> outlet.opinion(imageId, prediction, other, NO_HEADERS));
  }

  /** The latest word of each source, the newest first. */
  private Collection<KnownLabel> heard(String imageId, long now, Predicate<KnownLabel> test) {
    Map<Optional<String>, KnownLabel> bySource = new LinkedHashMap<>();
    for (Arrived<KnownLabel> known : state.labels(imageId, now)) {
      if (test.test(known.value()) && !known.value().isRetraction()) {
        bySource.putIfAbsent(known.value().by(), known.value());
      }
    }
    return bySource.values();
  }

  /**
   * A label by id alone waits for the first image that comes with the id; it is not for one that
   * comes after another image, which has had it.
   */
  private static boolean isFor(
      KnownLabel label, KnownPrediction prediction, Optional<KnownPrediction> earlier) {
    return label.isFor(prediction)
        && (label.isBound() || earlier.map(prediction::isOfTheSameImageAs).orElse(true));
  }

  /** The label that counts: what was said about the image, else what its header says. */
  private Optional<KnownLabel> label(
      String imageId,
      Optional<Arrived<KnownLabel>> said,
      Optional<KnownLabel> header,
      KnownPrediction prediction) {
    if (header.isPresent() && said.map(k -> k.value().yieldsTo(header.get())).orElse(true)) {
      state.putLabel(imageId, new Arrived<>(clock.millis(), header.get().boundTo(prediction)));
      return header;
    }
    said.ifPresent(known -> state.replaceLabel(imageId, known, known.value().boundTo(prediction)));
    return said.map(Arrived::value);
  }

  private Optional<KnownLabel> header(
      Record<byte[], byte[]> record, Prediction event, ImagePointer origin) {
    try {
      Optional<KnownLabel> label = LabelReader.fromHeader(record.headers(), event.receivedAt());
      label.ifPresent(given -> metrics.labelReceived());
      return label;
    } catch (MalformedEventException e) {
      metrics.labelReceived();
      outlet.malformed(MalformedReason.LABEL, e.getMessage(), record, origin);
      return Optional.empty();
    }
  }

  private static Prediction read(Record<byte[], byte[]> record, ImagePointer origin) {
    if (record.value() == null) {
      throw new MalformedEventException("the record has no value", null);
    }
    Prediction prediction = EventJson.read(record.value(), Prediction.class);
    LabelRecords.requireKey(record.key(), prediction.imageId(), origin);
    return prediction;
  }
}
