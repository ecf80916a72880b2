package io.afterimage.trainer.watch;

import io.afterimage.training.validation.PairedOutcomes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** How the watch stands; not a number where nobody is watched. Thread-safe. */
public final class WatchMetrics {

  private final Counter rolledBack;
  private volatile Optional<Finding> finding = Optional.empty();

  /** Registers the meters. */
  public WatchMetrics(MeterRegistry registry) {
    rolledBack =
        Counter.builder("afterimage.watch.rollbacks")
            .description("Versions that were rolled back because labels showed them to be worse")
            .register(registry);
    Gauge.builder("afterimage.watch.labels", () -> figure(PairedOutcomes::images))
        .description("Labelled images that the watched version and its predecessor both answered")
        .register(registry);
    accuracy(registry, "watched", PairedOutcomes::candidateAccuracy);
    accuracy(registry, "predecessor", PairedOutcomes::opponentAccuracy);
  }

  /** Sets how the watch stands from now on; empty: nobody is watched. */
  public void show(Optional<Finding> shown) {
    finding = shown;
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
