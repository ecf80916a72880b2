package io.afterimage.trainer.service;

import io.afterimage.training.validation.Evaluation;
import io.afterimage.training.validation.GateRule.Figure;
import io.afterimage.training.validation.PromotionGate;
import io.afterimage.training.validation.Verdict;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.Function;

/** How the last candidate and the active version did; not a number before. Thread-safe. */
final class GateMetrics {

  private volatile Optional<Verdict> last = Optional.empty();

  /** Registers the figures that the gate's rules decide by, and how well probabilities hold. */
  GateMetrics(MeterRegistry registry, PromotionGate gate) {
    gate.rules().stream().flatMap(rule -> rule.figures().stream()).forEach(f -> bind(registry, f));
    bind(
        registry,
        new Figure(
            "afterimage.gate.calibration.error",
            "Expected calibration error: do probabilities mean what they say?",
            true,
            Evaluation::calibrationError));
  }

  /** The gate has spoken. */
  void judged(Verdict verdict) {
    last = Optional.of(verdict);
  }

  private void bind(MeterRegistry registry, Figure figure) {
    if (figure.ofActive()) {
      gauge(figure, Verdict::active).tag("model", "active").register(registry);
      gauge(figure, verdict -> Optional.of(verdict.candidate()))
          .tag("model", "candidate")
          .register(registry);
    } else {
      gauge(figure, verdict -> Optional.of(verdict.candidate())).register(registry);
    }
  }

  private Gauge.Builder<?> gauge(Figure figure, Function<Verdict, Optional<Evaluation>> of) {
    return Gauge.builder(
            figure.meter(),
            () -> last.flatMap(of).map(figure.value()::applyAsDouble).orElse(Double.NaN))
        .description(figure.description());
  }
}
