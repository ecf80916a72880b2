package io.afterimage.trainer.rollout;

import io.afterimage.schemas.events.ModelEvent.Staged;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Whether a version waits for approval, as far as this replica leads. Thread-safe. */
public final class RolloutMetrics {

  private volatile Optional<Staged> waiting = Optional.empty();

  /** Registers the meters. */
  public RolloutMetrics(MeterRegistry registry, InstantSource clock) {
    Gauge.builder("afterimage.approval.waiting", () -> waiting.isPresent() ? 1 : 0)
        .description("1 while a version waits for approval: has somebody to decide?")
        .register(registry);
    Gauge.builder("afterimage.approval.time.left", () -> secondsLeft(clock))
        .description("Until the waiting version is withdrawn: how soon has somebody to decide?")
        .baseUnit("seconds")
        .register(registry);
  }

  /** Sets which version waits from now on; empty: none does, or another replica leads. */
  public void show(Optional<Staged> shown) {
    waiting = shown;
  }

  private double secondsLeft(InstantSource clock) {
    return waiting
        .flatMap(Staged::until)
        .map(until -> Duration.between(clock.instant(), until).toMillis() / 1e3)
        .orElse(Double.NaN);
  }
}
