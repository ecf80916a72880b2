package io.afterimage.cli.options;

import io.afterimage.config.Settings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads moments of command lines: how long ago, a day or a time of this machine's zone, or an
 * instant.
 */
public final class MomentConverter implements ITypeConverter<Instant> {

  private final List<Function<String, Instant>> forms;

  /** By this machine's clock and zone. */
  public MomentConverter() {
    this(InstantSource.system(), ZoneId.systemDefault());
  }

  MomentConverter(InstantSource clock, ZoneId zone) {
    this.forms =
        List.of(
            text -> clock.instant().minus(notNegative(Settings.parseDuration(text))),
            text -> LocalDate.parse(text).atStartOfDay(zone).toInstant(),
            text -> LocalDateTime.parse(text.replace(' ', 'T')).atZone(zone).toInstant(),
            Instant::parse);
  }

  @Override
  public Instant convert(String text) {
    return forms.stream()
        .flatMap(form -> read(form, text).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is not a time, such as 30m, 2h or 7d (ago), 2026-11-29 or 2026-11-29T10:30 (here), or 2026-11-29T10:30:00Z"
                        .formatted(text)));
  }

  private static Optional<Instant> read(Function<String, Instant> form, String text) {
    try {
      return Optional.of(form.apply(text));
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Duration notNegative(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("in the future");
    }
    return duration;
  }
}
