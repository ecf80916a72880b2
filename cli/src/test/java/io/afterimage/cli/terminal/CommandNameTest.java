package io.afterimage.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandNameTest {

  private final CommandName called = new CommandName("./afterimage");

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "run 'afterimage topics create',run './afterimage topics create'",
        "\"  afterimage models show v2\",\"  ./afterimage models show v2\"",
        "afterimage doctor,./afterimage doctor",
        "afterimage produce a && afterimage label b,./afterimage produce a && ./afterimage label b",
        "source <(afterimage generate-completion),source <(./afterimage generate-completion)"
      })
  void shouldNameTheCommandAsItWasCalledWhereACommandBegins(String text, String shown) {
    assertThat(called.in(text)).isEqualTo(shown);
  }

  @Test
  void shouldNameItOnEachLine() {
    assertThat(called.in("Examples:\n  afterimage demo\n  afterimage standalone\n"))
        .isEqualTo("Examples:\n  ./afterimage demo\n  ./afterimage standalone\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "afterimage: no broker",
        "what Afterimage is",
        "curl http://localhost:8080/metrics | grep afterimage_",
        "topic afterimage images is there",
        "./afterimage demo"
      })
  void shouldLeaveTheNameWithinOtherText(String text) {
    assertThat(called.in(text)).isEqualTo(text);
  }

  @Test
  void shouldChangeNothingWhereItIsOnThePath() {
    assertThat(CommandName.PLAIN.in("run 'afterimage demo'")).isEqualTo("run 'afterimage demo'");
  }
}
