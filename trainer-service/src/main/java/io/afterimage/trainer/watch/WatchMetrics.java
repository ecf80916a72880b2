package io.afterimage.trainer.watch;

import io.afterimage.training.validation.PairedOutcomes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** How watch and guardrails stand; not a number where nobody is compared. Thread-safe. */
public final class WatchMetrics {

  private final Counter rolledBack;
  private volatile Optional<Finding> finding = Optional.empty();
  private volatile Optional<Double> agreement = Optional.empty();
  private volatile int images;

  /** Registers the meters. */
  public WatchMetrics(MeterRegistry registry) {
    rolledBack =
        Counter.builder("afterimage.watch.rollbacks")
            .description(
                "Versions that were rolled back after their promotion: worse by labels, or beyond a limit")
            .register(registry);
    Gauge.builder("afterimage.watch.labels", () -> figure(PairedOutcomes::images))
        .description("Labelled images that the watched version and its predecessor both answered")
        .register(registry);
    Gauge.builder("afterimage.guardrails.images", () -> images)
        .description("Live images that the newest version and its predecessor were both put to")
        .register(registry);
    Gauge.builder("afterimage.guardrails.agreement", () -> agreement.orElse(Double.NaN))
        .description("Share of these images that both say the same of: is it a different model?")
        .register(registry);
    accuracy(registry, "watched", PairedOutcomes::candidateAccuracy);
    accuracy(registry, "predecessor", PairedOutcomes::opponentAccuracy);
  }

  /** Sets how the watch stands from now on; empty: nobody is watched. */
  public void show(Optional<Finding> shown) {
    finding = shown;
  }

  /**
   * Sets how the guardrails stand from now on.
   *
   * @param share of the images that both versions agree on; empty: nobody is guarded
   * @param compared how many images there are
   */
  public void show(Optional<Double> share, int compared) {
    agreement = share;
    images = compared;
  }

  /** Counts a version that was rolled back. */
  public void rolledBack() {
    rolledBack.increment();
  }

  private void accuracy(
      MeterRegistry registry, String model, ToDoubleFunction<PairedOutcomes> figure) {
    Gauge.builder("afterimage.watch.accuracy", () -> figure(figure))
        .description("Accuracy of both on the same labelled images: is the version worse?")
        .tag("model", model)
        .register(registry);
  }

  private double figure(ToDoubleFunction<PairedOutcomes> figure) {
    return finding.map(shown -> figure.applyAsDouble(shown.outcomes())).orElse(Double.NaN);
  }
}
