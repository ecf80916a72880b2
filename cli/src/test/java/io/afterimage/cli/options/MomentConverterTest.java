package io.afterimage.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class MomentConverterTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  private final MomentConverter converter = new MomentConverter(() -> NOW, ZoneId.of("UTC+2"));

  @ParameterizedTest
  @CsvSource({
    "30m, 2026-11-29T11:30:00Z",
    "7d, 2026-11-22T12:00:00Z",
    "0s, 2026-11-29T12:00:00Z",
    "2026-11-28, 2026-11-27T22:00:00Z",
    "2026-11-28T10:30, 2026-11-28T08:30:00Z",
    "2026-11-28 10:30:15, 2026-11-28T08:30:15Z",
    "2026-11-28T10:30:00Z, 2026-11-28T10:30:00Z",
    "2026-11-28T10:30:00+01:00, 2026-11-28T09:30:00Z"
  })
  void shouldReadWhatPeopleWrite(String text, Instant moment) {
    assertThat(converter.convert(text)).isEqualTo(moment);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "-2h", "2026-13-01", "12", "99999999999999999999d"})
  void shouldRefuseAnythingElseAndShowWhatIsRead(String text) {
    assertThatThrownBy(() -> converter.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "' is not a time")
        .hasMessageContaining("2h");
  }
}
