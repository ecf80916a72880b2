package io.afterimage.trainer.trigger;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * A few examples are new, or have another label, since the last run or refresh began.
 *
 * @param labels how many are enough; 0: never
 */
record RefreshLabels(int labels) implements Trigger {

  RefreshLabels {
    Range.atLeast(0).require("refresh.new.labels", labels);
  }

  static RefreshLabels read(Settings settings) {
    return new RefreshLabels(settings.integer("refresh.new.labels", 20, 0, Integer.MAX_VALUE));
  }

  @Override
  public String kind() {
    return "refresh";
  }

  @Override
  public boolean asksForRefresh() {
    return true;
  }

  @Override
  public Watch watch() {
    return new Count(labels);
  }

  @Override
  public void bindTo(MeterRegistry registry, TriggerMetrics shown) {
    shown
        .gauge("afterimage.refresh.labels", Count.class, Count::count)
        .description("Labels since the last run or refresh began: is a refresh near?")
        .register(registry);
  }

  private static final class Count extends ChangedExamples {

    Count(int enough) {
      super(enough);
    }

    @Override
    public void refreshBegan() {
      runBegan();
    }
  }
}
