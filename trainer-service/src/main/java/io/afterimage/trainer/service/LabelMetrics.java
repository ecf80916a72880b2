package io.afterimage.trainer.service;

import io.afterimage.models.LabelReview;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What the last runs found of labels; not a number before. Thread-safe. */
final class LabelMetrics {

  private volatile Optional<LabelReview> last = Optional.empty();
  private volatile double disputed = Double.NaN;

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
    Gauge.builder("afterimage.run.disputed.labels", () -> disputed)
        .description("Images held back as their sources disagree: should somebody settle them?")
        .register(registry);
  }

  /** A run began without so many images. */
  void heldBack(int images) {
    disputed = images;
  }

  /** A run has looked at labels. */
  void reviewed(LabelReview review) {
    last = Optional.of(review);
  }

  private double figure(ToDoubleFunction<LabelReview> figure) {
    return last.map(figure::applyAsDouble).orElse(Double.NaN);
  }
}
