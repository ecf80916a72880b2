package io.afterimage.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void shouldLeaveNothingThatATerminalObeys() {
    assertThat(Printable.of("a\u001b[31m\r\n\u202eé\u0000\u009b")).isEqualTo("a?[31m???é??");
  }

  @Test
  void shouldCutToTheLength() {
    assertThat(Printable.of("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Printable.of("abcdefg", 6)).isEqualTo("abcde…");
  }
}
