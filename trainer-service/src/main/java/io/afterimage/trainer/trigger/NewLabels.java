package io.afterimage.trainer.trigger;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
    return new NewLabels(settings.integer("trigger.new.labels", 200, 0, Integer.MAX_VALUE));
  }

  @Override
  public String kind() {
    return "labels";
  }

  @Override
  public Watch watch() {
    return new Count();
  }

  @Override
  public void bindTo(MeterRegistry registry, TriggerMetrics shown) {
    shown
        .gauge("afterimage.trigger.labels", Count.class, count -> count.changed.size())
        .description("Labels since the last run began: is there something to learn?")
        .register(registry);
  }

  private final class Count implements Watch {

    private final Set<String> changed = new HashSet<>();

    @Override
    public void changed(String imageId) {
      changed.add(imageId);
    }

    @Override
    public void retracted(String imageId) {
      changed.remove(imageId);
    }

    @Override
    public void runBegan() {
      changed.clear();
    }

    @Override
    public List<String> due(Moment now) {
      return labels > 0 && changed.size() >= labels
          ? List.of(changed.size() + " new labels")
          : List.of();
    }
  }
}
