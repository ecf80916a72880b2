package io.afterimage.trainer.service;

import io.afterimage.models.LabelReview;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What the last run that looked at labels thought of them; not a number before. Thread-safe. */
final class LabelMetrics {

  private volatile Optional<LabelReview> last = Optional.empty();

  /** Registers the meters. */
  LabelMetrics(MeterRegistry registry) {
    Gauge.builder("afterimage.run.suspect.labels", () -> figure(review -> review.suspects().size()))
        .description("Labels that look wrong: should somebody look at them?")
        .register(registry);
    Gauge.builder("afterimage.run.suspect.labels.left.out", () -> figure(LabelReview::leftOut))
        .description("Those that were not learned: is much of the training set unused?")
        .register(registry);
    Gauge.builder("afterimage.run.label.noise", () -> figure(LabelReview::noise))
        .description("Share of labels that is estimated to be wrong: can labels be trusted?")
        .register(registry);
  }

  /** A run has looked at labels. */
  void reviewed(LabelReview review) {
    last = Optional.of(review);
  }

  private double figure(ToDoubleFunction<LabelReview> figure) {
    return last.map(figure::applyAsDouble).orElse(Double.NaN);
  }
}
