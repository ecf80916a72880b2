package io.afterimage.cli.options;

import io.afterimage.config.Settings;
import java.time.DateTimeException;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations of command lines as those of configurations are read. */
public final class DurationConverter implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    try {
      Duration duration = Settings.parseDuration(text);
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException(text);
      }
      return duration;
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new TypeConversionException(
          "'%s' is not a duration above zero, such as 500ms, 30s, 5m or 2h".formatted(text));
    }
  }
}
