package io.afterimage.console.versions;

import io.afterimage.schemas.schedule.ScheduleOption;
import io.afterimage.schemas.schedule.ScheduleOptions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An option of the schedule that one run may override, as JSON of the console.
 *
 * @param name its field in the overrides
 * @param type {@code integer}, {@code long}, {@code double}, {@code boolean} or {@code string}
 * @param choices of a text
 * @param least the smallest number allowed, where there is one
 * @param most the largest one
 * @param allowed in a few words
 * @param meaning a sentence or two
 */
record ScheduleForm(
    String name,
    String type,
    List<String> choices,
    Optional<Double> least,
    Optional<Double> most,
    String allowed,
    String meaning) {

  /** All of them, in the order of their table. */
  static List<ScheduleForm> all() {
    return ScheduleOptions.ALL.stream()
        .filter(option -> option.override().isPresent())
        .map(ScheduleForm::of)
        .toList();
  }

  private static ScheduleForm of(ScheduleOption<?> option) {
    return new ScheduleForm(
        option.override().orElseThrow(),
        option.type().getSimpleName().toLowerCase(Locale.ROOT),
        option.choices(),
        option.range().map(range -> range.least()).filter(least -> least > -Double.MAX_VALUE),
        option.range().map(range -> range.most()).filter(most -> most < Double.MAX_VALUE),
        option.allowed(option.range()),
        option.meaning());
  }
}
