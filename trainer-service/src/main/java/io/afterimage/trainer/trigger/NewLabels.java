package io.afterimage.trainer.trigger;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Enough examples are new, or have another label, since the last run began.
 *
 * @param labels how many are enough; 0: never
 */
record NewLabels(int labels) implements Trigger {

  NewLabels {
    Range.atLeast(0).require("trigger.new.labels", labels);
  }

  static NewLabels read(Settings settings) {
    return new NewLabels(settings.integer("trigger.new.labels", 1000, 0, Integer.MAX_VALUE));
  }

  @Override
  public String kind() {
    return "labels";
  }

  @Override
  public Watch watch() {
    return new Count(labels);
  }

  @Override
  public void bindTo(MeterRegistry registry, TriggerMetrics shown) {
    shown
        .gauge("afterimage.trigger.labels", Count.class, Count::count)
        .description("Labels since the last run began: is there something to learn?")
        .register(registry);
  }

  private static final class Count extends ChangedExamples {

    Count(int enough) {
      super(enough);
    }
  }
}
