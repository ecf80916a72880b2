package io.afterimage.schemas.schedule;

import io.afterimage.config.Range;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One option of a training schedule, and its name in each place where it can be set.
 *
 * @param type {@code Integer}, {@code Long}, {@code Double}, {@code Boolean}, or {@code String} for
 *     one of {@code choices}
 * @param byDefault what holds where nothing is given
 * @param range of a number; empty: any
 * @param choices of a text
 * @param label stands for a value in help
 * @param meaning a sentence or two
 * @param key in the trainer's configuration, if it can be set there
 * @param override its field in a command, if one run may differ in it
 * @param flag of {@code afterimage train}, if it can be set there; so called in recipes
 */
public record ScheduleOption<T>(
    Class<T> type,
    T byDefault,
    Optional<Range> range,
    List<String> choices,
    String label,
    String meaning,
    Optional<Key> key,
    Optional<String> override,
    Optional<Flag> flag) {

  /**
   * A key of the configuration.
   *
   * @param range narrower than the option's own, where a service should not take all of it
   */
  public record Key(String name, Optional<Range> range) {}

  /**
   * An option of {@code afterimage train}.
   *
   * @param name with its dashes
   * @param byDefault as it would be typed; empty: it depends on the backbone or on other options
   */
  public record Flag(String name, Optional<String> byDefault) {}

  static ScheduleOption<Integer> integer(int byDefault, Range range, String meaning) {
    return of(Integer.class, byDefault, Optional.of(range), List.of(), "N", meaning);
  }

  static ScheduleOption<Long> any(long byDefault, String meaning) {
    return of(Long.class, byDefault, Optional.empty(), List.of(), "N", meaning);
  }

  static ScheduleOption<Double> number(
      String label, double byDefault, Range range, String meaning) {
    return of(Double.class, byDefault, Optional.of(range), List.of(), label, meaning);
  }

  static ScheduleOption<Boolean> flag(boolean byDefault, String meaning) {
    return of(Boolean.class, byDefault, Optional.empty(), List.of(), "true|false", meaning);
  }

  /** One of these texts, the first by default. */
  static ScheduleOption<String> choice(List<String> choices, String meaning) {
    String label = String.join("|", choices);
    return of(String.class, choices.get(0), Optional.empty(), choices, label, meaning);
  }

  private static <T> ScheduleOption<T> of(
      Class<T> type,
      T byDefault,
      Optional<Range> range,
      List<String> choices,
      String label,
      String meaning) {
    Optional<Key> key = Optional.empty();
    return new ScheduleOption<>(
        type, byDefault, range, choices, label, meaning, key, Optional.empty(), Optional.empty());
  }

  ScheduleOption<T> key(String name) {
    return with(Optional.of(new Key(name, range)), override, flag);
  }

  ScheduleOption<T> key(String name, Range narrower) {
    return with(Optional.of(new Key(name, Optional.of(narrower))), override, flag);
  }

  ScheduleOption<T> override(String name) {
    return with(key, Optional.of(name), flag);
  }

  ScheduleOption<T> flag(String name) {
    return flag(name, byDefault.toString());
  }

  ScheduleOption<T> flag(String name, String differentDefault) {
    return with(key, override, Optional.of(new Flag(name, Optional.of(differentDefault))));
  }

  /** An option whose default depends on others, or on whether it is given at all. */
  ScheduleOption<T> flagOfOthers(String name) {
    return with(key, override, Optional.of(new Flag(name, Optional.empty())));
  }

  private ScheduleOption<T> with(
      Optional<Key> newKey, Optional<String> newOverride, Optional<Flag> newFlag) {
    return new ScheduleOption<>(
        type, byDefault, range, choices, label, meaning, newKey, newOverride, newFlag);
  }

  /** Its name where it has one, that in a command first. */
  public String name() {
    return override.or(() -> key.map(Key::name)).or(() -> flag.map(Flag::name)).orElseThrow();
  }

  /**
   * Notes that a value is out of range, if it is.
   *
   * @param given what it is called where it was given
   * @param problems where it is noted
   */
  public void check(String given, T value, Collection<? super String> problems) {
    range.ifPresent(allowed -> allowed.check(given, (Number) value, problems));
  }

  /**
   * Reads a value.
   *
   * @param allowed the range of a number
   * @throws IllegalArgumentException when it is not allowed
   */
  public T parse(String text, Optional<Range> allowed) {
    Object value = parse(text);
    if (value instanceof Number number) {
      allowed.ifPresent(range -> range.require(text, number));
    }
    return type.cast(value);
  }

  private Object parse(String text) {
    if (type == Integer.class) {
      return Integer.valueOf(text);
    } else if (type == Long.class) {
      return Long.valueOf(text);
    } else if (type == Double.class) {
      return Double.valueOf(text);
    }
    List<String> known = type == Boolean.class ? List.of("true", "false") : choices;
    if (!known.contains(text)) {
      throw new IllegalArgumentException(text);
    }
    return type == Boolean.class ? (Object) Boolean.valueOf(text) : text;
  }

  /**
   * What is allowed, in a few words.
   *
   * @param allowed the range of a number
   */
  public String allowed(Optional<Range> allowed) {
    if (type == Boolean.class) {
      return "true or false";
    } else if (type == String.class) {
      return "one of " + String.join(", ", choices);
    }
    return (type == Double.class ? "a number" : "a whole number")
        + allowed.map(range -> ", " + range.words()).orElse("");
  }
}
