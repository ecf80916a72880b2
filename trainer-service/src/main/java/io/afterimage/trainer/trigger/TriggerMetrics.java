package io.afterimage.trainer.trigger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * How far it is to the next run, and what begins runs: {@code afterimage_drift_…} and {@code
 * afterimage_trigger_…}. Not a number where this replica does not act. Thread-safe.
 */
public final class TriggerMetrics {

  private final Map<String, Counter> fired = new LinkedHashMap<>();
  private volatile Optional<TriggerPolicy> policy = Optional.empty();

  /** Registers the meters of all triggers. */
  public TriggerMetrics(MeterRegistry registry, TriggerConfig config) {
    for (Trigger trigger : config.triggers()) {
      fired.put(
          trigger.kind(),
          Counter.builder("afterimage.trigger.fired")
              .description("Reasons for automatic runs: what makes it learn?")
              .tag("kind", trigger.kind())
              .register(registry));
      trigger.bindTo(registry, this);
    }
    Gauge.builder("afterimage.trigger.due", () -> figure(shown -> shown.due().size()))
        .description("Reasons for a run now: is one overdue?")
        .register(registry);
    Gauge.builder(
            "afterimage.trigger.last.run",
            () -> figure(shown -> shown.lastRun().toEpochMilli() / 1000.0))
        .description("When a run ended last, in seconds since 1970")
        .baseUnit("seconds")
        .register(registry);
  }

  /** Sets the policy whose state is shown from now on; empty: none. */
  public void show(Optional<TriggerPolicy> shown) {
    policy = shown;
  }

  /** Counts what made a run due. */
  public void fired(List<Due> due) {
    due.stream().map(Due::kind).distinct().forEach(kind -> fired.get(kind).increment());
  }

  /**
   * A gauge of what a trigger has seen in the term under way, still to be registered.
   *
   * @param watch the class of the trigger's watch
   */
  <W extends Trigger.Watch> Gauge.Builder<Supplier<Number>> gauge(
      String name, Class<W> watch, ToDoubleFunction<W> figure) {
    return Gauge.builder(name, () -> figure(shown -> shown.figure(watch, figure)));
  }

  private double figure(ToDoubleFunction<TriggerPolicy> figure) {
    return policy.map(shown -> figure.applyAsDouble(shown)).orElse(Double.NaN);
  }
}
