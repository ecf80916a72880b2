package io.afterimage.trainer.service;

import io.afterimage.training.validation.ClassScore;
import io.afterimage.training.validation.Evaluation;
import io.afterimage.training.validation.Verdict;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** How the last candidate and the active version did; not a number before. Thread-safe. */
final class GateMetrics {

  private volatile Optional<Verdict> last = Optional.empty();

  /** Registers the meters. */
  GateMetrics(MeterRegistry registry) {
    Gauge.builder("afterimage.gate.pictures", () -> candidate(Evaluation::images))
        .description("Held-out images that the last candidate was judged by: are they enough?")
        .register(registry);
    both(
        registry,
        "afterimage.gate.accuracy",
        "Accuracy on held-out images: is the candidate better?",
        Evaluation::accuracy);
    both(
        registry,
        "afterimage.gate.recall",
        "Recall of the class that is named worst: is a class forgotten?",
        GateMetrics::leastRecall);
    both(
        registry,
        "afterimage.gate.calibration.error",
        "Expected calibration error: do probabilities mean what they say?",
        Evaluation::calibrationError);
  }

  /** The gate has spoken. */
  void judged(Verdict verdict) {
    last = Optional.of(verdict);
  }

  private void both(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<Evaluation> figure) {
    Gauge.builder(name, () -> candidate(figure))
        .description(description)
        .tag("model", "candidate")
        .register(registry);
    Gauge.builder(name, () -> figure(last.flatMap(Verdict::active), figure))
        .description(description)
        .tag("model", "active")
        .register(registry);
  }

  private double candidate(ToDoubleFunction<Evaluation> figure) {
    return figure(last.map(Verdict::candidate), figure);
  }

  private static double figure(Optional<Evaluation> of, ToDoubleFunction<Evaluation> figure) {
    return of.map(evaluation -> figure.applyAsDouble(evaluation)).orElse(Double.NaN);
  }

  private static double leastRecall(Evaluation evaluation) {
    return evaluation.classes().stream()
        .map(ClassScore::recall)
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .min()
        .orElse(Double.NaN);
  }
}
