package io.afterimage.trainer.trigger;

import io.afterimage.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * What makes a run due.
 *
 * @param triggers one of each kind
 * @param minimumPause between the end of a run by the schedule and the next one that is begun by
 *     itself
 * @param refreshPause between the end of any run and a refresh that is begun by itself
 */
public record TriggerConfig(List<Trigger> triggers, Duration minimumPause, Duration refreshPause) {

  /** Every kind of trigger: what reads it from its options. A new one is added here. */
  private static final List<Function<Settings, Trigger>> KINDS =
      List.of(
          NewLabels::read,
          RefreshLabels::read,
          Elapsed::read,
          AccuracyDrift::read,
          PredictionDrift::read);

  /** Copies the triggers. */
  public TriggerConfig {
    triggers = List.copyOf(triggers);
    if (minimumPause.isNegative() || refreshPause.isNegative()) {
      throw new IllegalArgumentException(
          "trigger.minimum.pause and refresh.minimum.pause cannot be negative");
    }
  }

  /** Reads every trigger from its options. */
  public static TriggerConfig read(Settings settings) {
    return new TriggerConfig(
        KINDS.stream().map(kind -> kind.apply(settings)).toList(),
        settings.duration("trigger.minimum.pause", Duration.ofMinutes(10)),
        settings.duration("refresh.minimum.pause", Duration.ofSeconds(1)));
  }

  /** Whether predictions have to be followed. */
  public boolean readsPredictions() {
    return triggers.stream().anyMatch(Trigger::readsPredictions);
  }
}
