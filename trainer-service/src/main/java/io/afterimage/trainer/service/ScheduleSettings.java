package io.afterimage.trainer.service;

import io.afterimage.config.Settings;
import io.afterimage.schemas.schedule.ScheduleOption;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.util.Optional;

/** Reads the options that say how a run goes. */
final class ScheduleSettings {

  private ScheduleSettings() {}

  /** What is given of those that have a key, and these values where it is not. */
  static ScheduleValues read(Settings settings, ScheduleValues byDefault) {
    ScheduleValues values = byDefault;
    for (ScheduleOption<?> option : ScheduleOptions.ALL) {
      Optional<ScheduleOption.Key> key = option.key();
      if (key.isPresent()) {
        values = read(settings, option, key.get(), values);
      }
    }
    return values;
  }

  private static <T> ScheduleValues read(
      Settings settings, ScheduleOption<T> option, ScheduleOption.Key key, ScheduleValues values) {
    T value =
        settings.parsed(
            key.name(),
            values.get(option),
            option.allowed(key.range()),
            text -> option.parse(text, key.range()));
    return settings.optional(key.name()).isPresent() ? values.with(option, value) : values;
  }
}
