package io.afterimage.trainer.trigger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How far it is to the next run, and what begins runs: {@code afterimage_drift_…} and {@code
 * afterimage_trigger_…}. Not a number where this replica does not act. Thread-safe.
 */
public final class TriggerMetrics {

  private final Map<String, Counter> fired = new LinkedHashMap<>();
  private volatile Optional<TriggerPolicy> policy = Optional.empty();

  /** Registers the meters. */
  public TriggerMetrics(MeterRegistry registry, TriggerConfig config) {
    for (String kind : List.of("labels", "interval", "accuracy", "drift")) {
      fired.put(
          kind,
          Counter.builder("afterimage.trigger.fired")
              .description("Reasons for automatic runs: what makes it learn?")
              .tag("kind", kind)
              .register(registry));
    }
    Gauge.builder("afterimage.trigger.labels", () -> figure(state -> (double) state.newLabels()))
        .description("Labels since the last run began: is there something to learn?")
        .register(registry);
    Gauge.builder("afterimage.trigger.due", () -> figure(state -> (double) state.due()))
        .description("Reasons for a run now: is one overdue?")
        .register(registry);
    Gauge.builder(
            "afterimage.trigger.last.run",
            () -> figure(state -> state.lastRun().toEpochMilli() / 1000.0))
        .description("When a run ended last, in seconds since 1970")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("afterimage.trigger.interval", () -> config.interval().toMillis() / 1000.0)
        .description("Configured time between runs; 0: none")
        .baseUnit("seconds")
        .register(registry);
    drift(registry, "labels", TriggerState::labelShift);
    drift(registry, "confidence", TriggerState::confidenceShift);
    Gauge.builder("afterimage.drift.limit", config::stability)
        .description("Population stability index that begins a run")
        .register(registry);
    Gauge.builder("afterimage.drift.accuracy", () -> optional(TriggerState::recentAccuracy))
        .description("Share of the latest labelled answers that was right: is it as published?")
        .register(registry);
  }

  /** Whose state is shown from now on; empty: nobody's. */
  public void show(Optional<TriggerPolicy> shown) {
    policy = shown;
  }

  /** Counts what made a run due. */
  public void fired(List<Trigger> triggers) {
    triggers.stream()
        .map(TriggerMetrics::kind)
        .distinct()
        .forEach(kind -> fired.get(kind).increment());
  }

  private static String kind(Trigger trigger) {
    if (trigger instanceof Trigger.NewLabels) {
      return "labels";
    }
    if (trigger instanceof Trigger.Elapsed) {
      return "interval";
    }
    return trigger instanceof Trigger.AccuracyDrift ? "accuracy" : "drift";
  }

  private void drift(
      MeterRegistry registry, String of, Function<TriggerState, OptionalDouble> shift) {
    Gauge.builder("afterimage.drift.stability", () -> optional(shift))
        .description("Population stability index of predictions: is the world still the same?")
        .tag("of", of)
        .register(registry);
  }

  private double figure(Function<TriggerState, Double> figure) {
    return policy.map(TriggerPolicy::state).map(figure).orElse(Double.NaN);
  }

  private double optional(Function<TriggerState, OptionalDouble> figure) {
    return figure(state -> figure.apply(state).orElse(Double.NaN));
  }
}
