package io.afterimage.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Options by name, read one by one into types. A value that cannot be read is noted and answered
 * with the default, so that every problem is found in one pass; {@link #finish()} then reports them
 * all, with the names that nobody asked for. One thread.
 */
public final class Settings {

  private final Map<String, String> values;
  private final Problems problems = new Problems();
  private final Set<String> asked = new HashSet<>();
  private final Map<String, String> effective = new TreeMap<>();

  /** Over a copy of the values. */
  public Settings(Map<String, String> values) {
    this.values = new TreeMap<>(values);
  }

  /** A text that must be given. */
  public String required(String name, String allowed) {
    String value =
        get(name)
            .orElseGet(
                () -> {
                  problems.missing(name, allowed);
                  return "";
                });
    effective.put(name, value);
    return value;
  }

  /**
   * Every option that was asked for, with the value given or else the default: what holds.
   * Durations are as they would be given, paths and devices as text.
   */
  public Map<String, String> effective() {
    return new TreeMap<>(effective);
  }

  /** A text. */
  public String text(String name, String byDefault) {
    String value = get(name).orElse(byDefault);
    effective.put(name, value);
    return value;
  }

  /** A text that may be absent. */
  public Optional<String> optional(String name) {
    return get(name);
  }

  /** True or false. */
  public boolean flag(String name, boolean byDefault) {
    return parsed(
        name,
        byDefault,
        "true or false",
        text -> {
          if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
          }
          throw new IllegalArgumentException(text);
        });
  }

  /** A whole number from {@code least} to {@code most}. */
  public int integer(String name, int byDefault, int least, int most) {
    return (int) number(name, byDefault, least, most);
  }

  /** A whole number from {@code least} to {@code most}. */
  public long number(String name, long byDefault, long least, long most) {
    String allowed = "a whole number from " + least + " to " + most;
    long value = parsed(name, byDefault, allowed, Long::parseLong);
    if (value < least || value > most) {
      problems.add(name, Long.toString(value), allowed);
      return byDefault;
    }
    return value;
  }

  /** A duration: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 7d} or ISO-8601. */
  public Duration duration(String name, Duration byDefault) {
    return duration(name, byDefault, Duration.ZERO);
  }

  /** A duration as {@link #duration(String, Duration)}, but not below a least one. */
  public Duration duration(String name, Duration byDefault, Duration least) {
    String allowed =
        "a duration %s, such as 250ms, 30s, 5m, 2h, 7d or PT30S"
            .formatted(least.isZero() ? "that is not negative" : "from " + inWords(least));
    Duration value = parsed(name, byDefault, allowed, Settings::parseDuration);
    if (value.compareTo(least) < 0) {
      problems.add(name, get(name).orElse(""), allowed);
      return byDefault;
    }
    return value;
  }

  private static String inWords(Duration duration) {
    return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
  }

  /** A number of this range. */
  public double number(String name, double byDefault, Range allowed) {
    return parsed(
        name,
        byDefault,
        "a number, " + allowed.words(),
        text -> {
          double value = Double.parseDouble(text);
          allowed.require(name, value);
          return value;
        });
  }

  /** One of an enum's constants, in lower case with hyphens. */
  public <E extends Enum<E>> E choice(String name, E byDefault) {
    E[] constants = byDefault.getDeclaringClass().getEnumConstants();
    String allowed =
        "one of " + Arrays.stream(constants).map(Settings::code).collect(Collectors.joining(", "));
    return parsed(
        name,
        byDefault,
        allowed,
        text ->
            Arrays.stream(constants)
                .filter(constant -> code(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text)));
  }

  /** Any other type, read by a parser that throws on what it does not take. */
  public <T> T parsed(String name, T byDefault, String allowed, Function<String, T> parser) {
    Optional<String> text = get(name);
    effective.put(name, text.orElseGet(() -> shown(byDefault)));
    if (text.isEmpty()) {
      return byDefault;
    }
    try {
      return parser.apply(text.get());
    } catch (IllegalArgumentException | DateTimeParseException e) {
      problems.add(name, text.get(), allowed);
      return byDefault;
    }
  }

  /** The same with a default as it would be given, which the parser takes. */
  public <T> T read(String name, String byDefault, String allowed, Function<String, T> parser) {
    T value = parsed(name, parser.apply(byDefault), allowed, parser);
    effective.put(name, get(name).orElse(byDefault));
    return value;
  }

  /** Every option whose name starts with the prefix, the prefix removed. */
  public Map<String, String> startingWith(String prefix) {
    Map<String, String> found = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            asked.add(name);
            effective.put(name, value);
            found.put(name.substring(prefix.length()), value);
          }
        });
    return found;
  }

  /** Where a caller notes problems between options. */
  public Problems problems() {
    return problems;
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidConfigurationException with every problem found and every unknown name, beside
   *     the nearest known ones
   */
  public void finish() {
    values.forEach(
        (name, value) -> {
          if (!asked.contains(name)) {
            problems.add(name, value, "unknown option" + NearestNames.question(name, asked));
          }
        });
    problems.throwIfAny();
  }

  private Optional<String> get(String name) {
    asked.add(name);
    return Optional.ofNullable(values.get(name)).map(String::strip).filter(text -> !text.isEmpty());
  }

  private static String shown(Object value) {
    if (value instanceof Enum<?> constant) {
      return code(constant);
    }
    return value instanceof Duration duration ? inWords(duration) : value.toString();
  }

  private static String code(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads a duration: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 7d} or ISO-8601.
   *
   * @throws IllegalArgumentException when it is none
   * @throws DateTimeParseException when it is none that starts with {@code P}
   */
  public static Duration parseDuration(String text) {
    if (text.startsWith("P") || text.startsWith("-P")) {
      return Duration.parse(text);
    }
    String unit = text.replaceFirst("^-?\\d+", "");
    long amount = Long.parseLong(text.substring(0, text.length() - unit.length()));
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> throw new IllegalArgumentException(text);
    };
  }
}
