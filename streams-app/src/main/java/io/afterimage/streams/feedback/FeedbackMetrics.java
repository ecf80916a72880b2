package io.afterimage.streams.feedback;

import io.afterimage.events.LabelledExample;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts what the join does, under {@code afterimage_…} names. Thread-safe.
 *
 * <p>Labels are what people type, so they become tags only up to a limit, and versions leave when
 * newer ones come. An aborted transaction is counted though its records are not seen.
 */
public final class FeedbackMetrics {

  /** Labels with a counter of their own; further ones share {@link #OTHER}. */
  static final int MAX_LABELS = 100;

  /** A longer label has no counter of its own. */
  static final int MAX_LABEL_LENGTH = 64;

  /** Versions with meters; the one that was judged longest ago leaves first. */
  static final int MAX_VERSIONS = 8;

  /** Examples that the running accuracy looks back on: one standard error is below 0.016. */
  static final int WINDOW = 1000;

  /** The tag of labels beyond the limit. */
  static final String OTHER = "other";

  /** The reason of dead letters whose prediction never came. */
  static final String UNMATCHED = "unmatched-label";

  private static final String EXAMPLES = "afterimage.feedback";
  private static final String ACCURACY = "afterimage.feedback.accuracy";

  private final MeterRegistry registry;
  private final Counter received;
  private final Counter early;
  private final Counter joined;
  private final Counter unmatched;
  private final Counter malformed;
  private final Set<String> labels = new HashSet<>();
  private final Map<String, AccuracyWindow> versions = new LinkedHashMap<>(16, 0.75f, true);

  /** Registers the meters. */
  public FeedbackMetrics(MeterRegistry registry) {
    this.registry = registry;
    received = counter("afterimage.labels.received", "Labels, headers included: does anyone say?");
    early = counter("afterimage.labels.early", "Labels that came before their prediction");
    joined = counter("afterimage.labels.joined", "Labelled examples: what can be learned from");
    unmatched =
        counter("afterimage.labels.unmatched", "Labels given up: do ids and partitions agree?");
    malformed = counter("afterimage.labels.malformed", "Labels that could not be read");
  }

  void labelReceived() {
    received.increment();
  }

  void labelEarly() {
    early.increment();
  }

  void unmatched() {
    unmatched.increment();
    deadLetter(UNMATCHED);
  }

  void malformed(MalformedReason reason) {
    if (reason == MalformedReason.LABEL) {
      malformed.increment();
    }
    deadLetter(reason.code());
  }

  synchronized void joined(LabelledExample example) {
    joined.increment();
    Counter.builder(EXAMPLES)
        .description("Labelled examples by true label: where is the model right?")
        .tag("version", example.modelVersion())
        .tag("label", tag(example.label()))
        .tag("correct", Boolean.toString(example.correct()))
        .register(registry)
        .increment();
    versions.computeIfAbsent(example.modelVersion(), this::newWindow).add(example.correct());
    if (versions.size() > MAX_VERSIONS) {
      forget(versions.keySet().iterator().next());
    }
  }

  private String tag(String label) {
    if (labels.contains(label)) {
      return label;
    }
    return labels.size() < MAX_LABELS && label.length() <= MAX_LABEL_LENGTH && labels.add(label)
        ? label
        : OTHER;
  }

  private AccuracyWindow newWindow(String version) {
    AccuracyWindow window = new AccuracyWindow(WINDOW);
    Gauge.builder(ACCURACY, window, AccuracyWindow::accuracy)
        .description("Share of right answers among the last " + WINDOW + ": is the model good?")
        .tag("version", version)
        .register(registry);
    return window;
  }

  private void forget(String version) {
    versions.remove(version);
    registry.find(ACCURACY).tag("version", version).meters().forEach(registry::remove);
    registry.find(EXAMPLES).tag("version", version).meters().forEach(registry::remove);
  }

  private void deadLetter(String reason) {
    Counter.builder("afterimage.dead.letters")
        .description("Records refused, by reason: what is wrong with the input?")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
