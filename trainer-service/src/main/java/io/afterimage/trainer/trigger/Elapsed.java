package io.afterimage.trainer.trigger;

import io.afterimage.config.Settings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/**
 * The last run is long ago.
 *
 * @param interval the time between runs; zero: never
 */
record Elapsed(Duration interval) implements Trigger {

  static Elapsed read(Settings settings) {
    return new Elapsed(settings.duration("trigger.interval", Duration.ZERO));
  }

  @Override
  public String kind() {
    return "interval";
  }

  @Override
  public Watch watch() {
    return now ->
        interval.isZero() || now.sinceLastRun().compareTo(interval) < 0
            ? List.of()
            : List.of(now.sinceLastRun() + " since the last run");
  }

  @Override
  public void bindTo(MeterRegistry registry, TriggerMetrics shown) {
    Gauge.builder("afterimage.trigger.interval", () -> interval.toMillis() / 1000.0)
        .description("Configured time between runs; 0: none")
        .baseUnit("seconds")
        .register(registry);
  }
}
