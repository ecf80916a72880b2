package io.afterimage.trainer.trigger;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.schemas.events.LabelledExample;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Enough labels have come since the last run began.
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
        .gauge("afterimage.trigger.labels", Count.class, count -> count.total)
        .description("Labels since the last run began: is there something to learn?")
        .register(registry);
  }

  private final class Count implements Watch {

    private final Map<String, Integer> byImage = new HashMap<>();
    private int total;

    @Override
    public void labelledBefore(String imageId) {
      byImage.merge(imageId, 1, Integer::sum);
      total++;
    }

    @Override
    public void labelled(LabelledExample example, boolean ofActive) {
      labelledBefore(example.imageId());
    }

    @Override
    public void retracted(String imageId) {
      Integer removed = byImage.remove(imageId);
      total -= removed == null ? 0 : removed;
    }

    @Override
    public void runBegan() {
      byImage.clear();
      total = 0;
    }

    @Override
    public List<String> due(Moment now) {
      return labels > 0 && total >= labels ? List.of(total + " new labels") : List.of();
    }
  }
}
