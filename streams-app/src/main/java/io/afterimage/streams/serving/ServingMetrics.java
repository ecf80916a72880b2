package io.afterimage.streams.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/** What an instance measures of its model versions, under {@code afterimage_…} names. */
public final class ServingMetrics {

  private final MultiGauge active;
  private final Timer swap;
  private final Counter rejected;

  /** Registers the meters. */
  public ServingMetrics(MeterRegistry registry) {
    active =
        MultiGauge.builder("afterimage.model.active")
            .description("1 for the version that serves: which one is it?")
            .register(registry);
    swap =
        Timer.builder("afterimage.model.swap")
            .description("From starting to fetch a version to its serving")
            .register(registry);
    rejected =
        Counter.builder("afterimage.model.rejected")
            .description("Versions that this instance could not load")
            .register(registry);
  }

  void swapped(String version, Duration took) {
    swap.record(took);
    active.register(List.of(MultiGauge.Row.of(Tags.of("version", version), 1)), true);
  }

  void rejected() {
    rejected.increment();
  }
}
