package io.afterimage.stream.feedback;

import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.service.LatencyTimer;
import io.afterimage.service.RecentVersions;
import io.afterimage.service.TagLimit;
import io.afterimage.stream.topology.DeadLetterMeters;
import io.afterimage.stream.topology.DeadLetters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Counts what the join does, under {@code afterimage_…} names. Thread-safe.
 *
 * <p>Labels are what people type, so they become tags only up to a limit, and versions leave when
 * newer ones come. An aborted transaction is counted though its records are not seen.
 */
public final class FeedbackMetrics {

  /** Examples that the running accuracy looks back on: one standard error is below 0.016. */
  static final int WINDOW = 1000;

  /** The reason of dead letters whose prediction never came. */
  static final String UNMATCHED = "unmatched-label";

  /** What a retraction took back. */
  enum Retracted {
    /** A label that had joined. */
    EXAMPLE,
    /** A label that waited for its prediction. */
    WAITING,
    /** Nothing that the join remembers. */
    UNKNOWN
  }

  /** At most one line of the log in this time says that a label fitted several images. */
  private static final Duration TOLD_EVERY = Duration.ofMinutes(1);

  private static final String EXAMPLES = "afterimage.feedback";
  private static final String ACCURACY = "afterimage.feedback.accuracy";

  private final MeterRegistry registry;
  private final Counter received;
  private final Counter early;
  private final Counter joined;
  private final Counter opinions;
  private final Counter unmatched;
  private final Counter malformed;
  private final Counter ambiguous;
  private final Counter clockBehind;
  private final Map<Retracted, Counter> retracted = new EnumMap<>(Retracted.class);
  private final Timer commit;
  private final DeadLetterMeters deadLetters;
  private final TagLimit labels = new TagLimit(TagLimit.LABELS);
  private final RecentVersions versions;
  private final Map<String, AccuracyWindow> windows = new HashMap<>();
  private Instant lastTold = Instant.MIN;

  /** Registers the meters. */
  public FeedbackMetrics(MeterRegistry registry) {
    this.registry = registry;
    versions = new RecentVersions(registry, List.of(EXAMPLES, ACCURACY));
    received = counter("afterimage.labels.received", "Labels, headers included: does anyone say?");
    early = counter("afterimage.labels.early", "Labels that came before their prediction");
    joined = counter("afterimage.labels.joined", "Labelled examples: what can be learned from");
    opinions =
        counter(
            "afterimage.labels.opinions",
            "What other sources said of labelled images: do several people look at one?");
    unmatched = counter("afterimage.labels.unmatched", "Labels given up: do the ids agree?");
    malformed = counter("afterimage.labels.malformed", "Labels that could not be read");
    ambiguous =
        counter(
            "afterimage.labels.ambiguous",
            "Labels by an id that several images had: joined with the newest");
    clockBehind =
        counter(
            "afterimage.feedback.clock.behind",
            "Entries kept at a later time, as the clock was far ahead once");
    for (Retracted what : Retracted.values()) {
      retracted.put(
          what,
          Counter.builder("afterimage.labels.retracted")
              .description("Retractions by what they took back: an example, a waiting label?")
              .tag("of", what.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    commit =
        LatencyTimer.register(
            registry,
            "afterimage.commit",
            "From making a prediction to reading it back, committed");
    deadLetters =
        new DeadLetterMeters(
            registry,
            List.of(
                UNMATCHED,
                MalformedReason.LABEL.code(),
                MalformedReason.PREDICTION.code(),
                DeadLetters.UNPROCESSABLE));
  }

  void readBack(Prediction prediction, Instant now) {
    LatencyTimer.record(commit, prediction.predictedAt(), now);
  }

  void labelReceived() {
    received.increment();
  }

  void opinion() {
    opinions.increment();
  }

  void labelEarly() {
    early.increment();
  }

  /**
   * Counts a label that fitted several images, and says whether that is worth a line in the log.
   */
  synchronized boolean ambiguous(Instant now) {
    ambiguous.increment();
    boolean told = lastTold.plus(TOLD_EVERY).isAfter(now) && !lastTold.isAfter(now);
    if (!told) {
      lastTold = now;
    }
    return !told;
  }

  void retracted(Retracted what) {
    retracted.get(what).increment();
  }

  void clockBehind() {
    clockBehind.increment();
  }

  void unmatched() {
    unmatched.increment();
    deadLetters.count(UNMATCHED);
  }

  void malformed(MalformedReason reason) {
    if (reason == MalformedReason.LABEL) {
      malformed.increment();
    }
    deadLetters.count(reason.code());
  }

  void unprocessable() {
    deadLetters.count(DeadLetters.UNPROCESSABLE);
  }

  synchronized void joined(LabelledExample example) {
    joined.increment();
    String version = example.modelVersion();
    versions.seen(version).forEach(windows::remove);
    Counter.builder(EXAMPLES)
        .description("Labelled examples by true label: where is the model right?")
        .tag(RecentVersions.TAG, version)
        .tag("label", labels.tag(example.label()))
        .tag("correct", Boolean.toString(example.correct()))
        .register(registry)
        .increment();
    windows.computeIfAbsent(version, this::newWindow).add(example.correct());
  }

  private AccuracyWindow newWindow(String version) {
    AccuracyWindow window = new AccuracyWindow(WINDOW);
    Gauge.builder(ACCURACY, window, AccuracyWindow::accuracy)
        .description("Share of right answers among the last " + WINDOW + ": is the model good?")
        .tag(RecentVersions.TAG, version)
        .register(registry);
    return window;
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
