package io.afterimage.trainer.service;

import io.afterimage.config.Settings;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.schedule.ScheduleOption;
import io.afterimage.schemas.schedule.ScheduleOptions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The options that say what a run makes and how it is judged, with their values: what two runs are
 * compared by.
 *
 * @param configured by the options' names
 */
record RunSettings(Map<String, String> configured) {

  private static final List<String> OF_EVERY_RUN = List.of("training.", "gate.", "decision.");
  private static final List<String> OF_THE_SCHEDULE =
      List.of("freeze.", "fine.tune.", "augmentation.");

  /** Copies what matters of the map. */
  RunSettings {
    Map<String, String> ofRuns = new TreeMap<>(configured);
    ofRuns.keySet().removeIf(name -> !begins(name, OF_EVERY_RUN) && !begins(name, OF_THE_SCHEDULE));
    configured = Map.copyOf(ofRuns);
  }

  /** Of options that were all read. */
  static RunSettings read(Settings settings) {
    return new RunSettings(settings.effective());
  }

  /** What holds for the run of that command; a refresh runs no schedule. */
  Map<String, String> of(Command.Retrain command) {
    Map<String, String> values = new TreeMap<>(configured);
    if (command.isRefresh()) {
      values.keySet().removeIf(name -> begins(name, OF_THE_SCHEDULE));
    }
    for (ScheduleOption<?> option : ScheduleOptions.ALL) {
      command
          .overrides()
          .find(option)
          .ifPresent(
              value ->
                  values.put(
                      option.key().map(ScheduleOption.Key::name).orElseGet(option::name),
                      value.toString()));
    }
    return values;
  }

  private static boolean begins(String name, List<String> beginnings) {
    return beginnings.stream().anyMatch(name::startsWith);
  }
}
