package io.afterimage.schemas.schedule;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Values of some of a schedule's options. As an event's part, what one training run does
 * differently from the configured schedule. Ranges are checked when a schedule is made of them.
 *
 * @param given by option, each of the option's type
 */
@JsonDeserialize(using = ScheduleValuesReader.class)
public record ScheduleValues(Map<ScheduleOption<?>, Object> given) {

  private static final ScheduleValues NONE = new ScheduleValues(Map.of());

  /** Copies the map. */
  public ScheduleValues {
    given = Map.copyOf(given);
    given.forEach(
        (option, value) -> {
          if (!option.type().isInstance(value)) {
            throw new IllegalArgumentException(option.name() + " cannot be " + value);
          }
        });
  }

  /** Nothing but defaults; as overrides, the configured schedule unchanged. */
  public static ScheduleValues none() {
    return NONE;
  }

  /** The same with this value too. */
  public <T> ScheduleValues with(ScheduleOption<T> option, T value) {
    return overriddenBy(new ScheduleValues(Map.of(option, value)));
  }

  /** These values, where the others do not say otherwise. */
  public ScheduleValues overriddenBy(ScheduleValues others) {
    Map<ScheduleOption<?>, Object> both = new HashMap<>(given);
    both.putAll(others.given);
    return new ScheduleValues(both);
  }

  /** The value, if one is given. */
  public <T> Optional<T> find(ScheduleOption<T> option) {
    return Optional.ofNullable(given.get(option)).map(option.type()::cast);
  }

  /** The value that holds: the one given, or the default. */
  public <T> T get(ScheduleOption<T> option) {
    return find(option).orElse(option.byDefault());
  }

  /** Those that may be overridden, by their fields' names. */
  @JsonValue
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (ScheduleOption<?> option : ScheduleOptions.ALL) {
      Object value = given.get(option);
      if (value != null) {
        option.override().ifPresent(name -> fields.put(name, value));
      }
    }
    return fields;
  }

  @Override
  public String toString() {
    Map<String, Object> named = new LinkedHashMap<>();
    for (ScheduleOption<?> option : ScheduleOptions.ALL) {
      if (given.containsKey(option)) {
        named.put(option.name(), given.get(option));
      }
    }
    return named.toString();
  }
}
