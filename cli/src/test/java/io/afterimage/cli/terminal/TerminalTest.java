package io.afterimage.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalTest {

  private final StringWriter err = new StringWriter();
  private final PrintWriter writer = new PrintWriter(err, true);

  @Test
  void shouldSetNumbersToTheRightAndTextToTheLeft() {
    assertThat(
            new Table("version", "predictions", "rejected")
                .row("v1", 8772, "-")
                .row("v10", 9, "-")
                .lines())
        .containsExactly(
            "version  predictions  rejected", "v1              8772  -", "v10                9  -");
  }

  @Test
  void shouldWriteOverTheLineOnAScreen() {
    try (LiveLine line = new LiveLine(new Terminal(writer, writer, true, false, false))) {
      line.show("one");
      line.show("two");
      line.say("stays");
    }
    assertThat(err.toString())
        .isEqualTo("\rone\u001b[K\rtwo\u001b[K\r\u001b[Kstays" + System.lineSeparator());
  }

  @Test
  void shouldNotRepeatTheLineAllTheTimeWhereThereIsNoScreen() {
    try (LiveLine line = new LiveLine(Terminal.plain(writer, writer))) {
      line.show("one");
      line.show("two");
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void shouldColourOnlyWhereWanted() {
    assertThat(new Style(false).bad("lost")).isEqualTo("lost");
    assertThat(new Style(true).bad("lost")).isEqualTo("\u001b[31mlost\u001b[0m");
  }
}
