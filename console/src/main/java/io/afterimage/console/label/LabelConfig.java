package io.afterimage.console.label;

import io.afterimage.config.Settings;

/**
 * After how many labels the trainer learns, for the bar that shows how near that is. The options
 * are the trainer's own, by the same names and with the same defaults.
 *
 * @param refreshLabels new labels that make a refresh due; 0: none does
 * @param runLabels new labels that make a run by the schedule due; 0: none does
 */
public record LabelConfig(int refreshLabels, int runLabels) {

  /** Reads {@code refresh.new.labels} and {@code trigger.new.labels}. */
  public static LabelConfig from(Settings settings) {
    return new LabelConfig(
        settings.integer("refresh.new.labels", 20, 0, Integer.MAX_VALUE),
        settings.integer("trigger.new.labels", 1000, 0, Integer.MAX_VALUE));
  }
}
