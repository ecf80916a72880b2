package io.afterimage.stream.topology;

import io.afterimage.images.RefusalReason;
import io.afterimage.models.classifier.Answer.NoAnswer;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.service.LatencyTimer;
import io.afterimage.service.RecentVersions;
import io.afterimage.service.TagLimit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures what the topology does, under {@code afterimage_…} names. Thread-safe. Labels become
 * tags up to a limit, and versions leave when newer ones come.
 */
public final class ImageMetrics {

  /** Percent: Micrometer's histograms for Prometheus round up to whole numbers. */
  private static final double[] CONFIDENCES = {10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100};

  private static final String PREDICTIONS = "afterimage.predictions";
  private static final String CONFIDENCE = "afterimage.confidence";
  private static final String UNKNOWN = "afterimage.predictions.unknown";

  private final MeterRegistry registry;
  private final Counter received;
  private final Timer answerWait;
  private final Timer endToEnd;
  private final DeadLetterMeters deadLetters;
  private final TagLimit labels = new TagLimit(TagLimit.LABELS);
  private final RecentVersions versions;
  private final Map<String, OfVersion> meters = new ConcurrentHashMap<>();

  /** The meters of one version, looked up once and not for every image. */
  private record OfVersion(
      DistributionSummary confidence, Counter unknown, Map<String, Counter> labels) {}

  /** Registers the meters. */
  public ImageMetrics(MeterRegistry registry) {
    this.registry = registry;
    versions = new RecentVersions(registry, List.of(PREDICTIONS, CONFIDENCE, UNKNOWN));
    received =
        Counter.builder("afterimage.pictures.received")
            .description("Images taken from the topic: does anything arrive?")
            .register(registry);
    answerWait =
        LatencyTimer.register(
            registry,
            "afterimage.answer.wait",
            "Wait of a stream thread for an answer: is it the limit?");
    endToEnd =
        LatencyTimer.register(
            registry,
            "afterimage.end.to.end",
            "From the image record's timestamp to its prediction");
    deadLetters =
        new DeadLetterMeters(
            registry,
            Stream.concat(
                    Arrays.stream(RefusalReason.values()).map(RefusalReason::code),
                    Stream.of(
                        ClassifyProcessor.ENVELOPE_TOO_LARGE,
                        NoAnswer.CODE,
                        ClassifyProcessor.PREDICTION_TOO_LARGE,
                        ClassifyProcessor.CLASSIFICATION_FAILED,
                        DeadLetters.UNPROCESSABLE))
                .toList());
  }

  void received() {
    received.increment();
  }

  void waited(long nanos) {
    answerWait.record(nanos, TimeUnit.NANOSECONDS);
  }

  void predicted(Prediction prediction) {
    OfVersion version = meters.get(prediction.modelVersion());
    if (version == null) {
      version = first(prediction.modelVersion());
    }
    version
        .labels()
        .computeIfAbsent(
            labels.tag(prediction.answer()), label -> counter(prediction.modelVersion(), label))
        .increment();
    if (prediction.unknown().orElse(false)) {
      version.unknown().increment();
    }
    version.confidence().record(prediction.confidence() * 100);
    LatencyTimer.record(endToEnd, prediction.receivedAt(), prediction.predictedAt());
  }

  void refused(String reason) {
    deadLetters.count(reason);
  }

  private synchronized OfVersion first(String version) {
    if (!meters.containsKey(version)) {
      versions.seen(version).forEach(meters::remove);
      DistributionSummary confidence =
          DistributionSummary.builder(CONFIDENCE)
              .description("Probability of the predicted label: is the model as sure as ever?")
              .baseUnit("percent")
              .serviceLevelObjectives(CONFIDENCES)
              .tag(RecentVersions.TAG, version)
              .register(registry);
      Counter unknown =
          Counter.builder(UNKNOWN)
              .description("Predictions of unknown images: does the stream show what is new?")
              .tag(RecentVersions.TAG, version)
              .register(registry);
      meters.put(version, new OfVersion(confidence, unknown, new ConcurrentHashMap<>()));
    }
    return meters.get(version);
  }

  private Counter counter(String version, String label) {
    return Counter.builder(PREDICTIONS)
        .description("Predictions by label and version: what does the model say?")
        .tag("label", label)
        .tag(RecentVersions.TAG, version)
        .register(registry);
  }
}
