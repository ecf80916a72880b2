package io.afterimage.stream.shadow;

import io.afterimage.schemas.events.ShadowPrediction;
import io.afterimage.service.RecentVersions;
import io.afterimage.service.TagLimit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How a shadow and the active version compare on the same images. Thread-safe. */
public final class ShadowMetrics {

  private static final String ANSWERS = "afterimage.shadow.answers";
  private static final String PREDICTIONS = "afterimage.shadow.predictions";
  private static final String CONFIDENCE = "afterimage.shadow.confidence";
  private static final String INFERENCE = "afterimage.shadow.inference";

  private final MeterRegistry registry;
  private final MultiGauge loaded;
  private final TagLimit labels = new TagLimit(TagLimit.LABELS);
  private final RecentVersions versions;

  /** Why a sampled image has no answer of the shadow. */
  enum Skipped {
    /** The shadow did not keep up a moment ago, and has a pause. */
    PAUSED,
    /** Its answer did not come in time. */
    LATE,
    /** Its classifier failed, or was closed. */
    FAILED,
    /** Its answer does not fit into the topic. */
    TOO_LARGE;

    private String tag() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Registers the meters. */
  public ShadowMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.versions =
        new RecentVersions(registry, List.of(ANSWERS, PREDICTIONS, CONFIDENCE, INFERENCE));
    this.loaded =
        MultiGauge.builder("afterimage.shadow.model")
            .description("1 for the version that answers as a shadow: which one is it?")
            .register(registry);
    for (Skipped why : Skipped.values()) {
      skipped(why, 0);
    }
  }

  void loaded(Optional<Shadow> shadow) {
    List<Row<?>> rows =
        shadow
            .map(known -> List.<Row<?>>of(Row.of(Tags.of("version", known.version()), 1)))
            .orElse(List.of());
    loaded.register(rows, true);
  }

  void answered(ShadowPrediction answer) {
    String version = answer.modelVersion();
    versions.seen(version);
    String outcome =
        answer.label().isEmpty() ? "no-answer" : answer.agrees() ? "agrees" : "differs";
    Counter.builder(ANSWERS)
        .description("Answers of the shadow: does it say what the active version says?")
        .tag("outcome", outcome)
        .tag("version", version)
        .register(registry)
        .increment();
    timer(version, "shadow").record(nanos(answer.inferenceMillis()), TimeUnit.NANOSECONDS);
    timer(version, "active").record(nanos(answer.activeInferenceMillis()), TimeUnit.NANOSECONDS);
    answer
        .label()
        .ifPresent(
            label -> {
              predictions(version, "shadow", label).increment();
              predictions(version, "active", answer.activeLabel()).increment();
              confidence(version, "shadow").record(answer.confidence().orElseThrow() * 100);
              confidence(version, "active").record(answer.activeConfidence() * 100);
            });
  }

  void skipped(Skipped why) {
    skipped(why, 1);
  }

  private void skipped(Skipped why, int images) {
    Counter.builder("afterimage.shadow.skipped")
        .description("Sampled images without an answer of the shadow: does it keep up?")
        .tag("reason", why.tag())
        .register(registry)
        .increment(images);
  }

  private Counter predictions(String version, String of, String label) {
    return Counter.builder(PREDICTIONS)
        .description("Labels by shadow and active version: is the mix of classes the same?")
        .tag("of", of)
        .tag("label", labels.tag(label))
        .tag("version", version)
        .register(registry);
  }

  private DistributionSummary confidence(String version, String of) {
    return DistributionSummary.builder(CONFIDENCE)
        .description("Probability of the label by shadow and active version: is one surer?")
        .baseUnit("percent")
        .tag("of", of)
        .tag("version", version)
        .register(registry);
  }

  private Timer timer(String version, String of) {
    return Timer.builder(INFERENCE)
        .description("One image's part of a run by shadow and active version: is one slower?")
        .tag("of", of)
        .tag("version", version)
        .register(registry);
  }

  private static long nanos(double millis) {
    return Math.round(millis * 1e6);
  }
}
