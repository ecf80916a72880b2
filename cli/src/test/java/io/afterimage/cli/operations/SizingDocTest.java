package io.afterimage.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.cli.command.TestTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/sizing.md} shows what the command prints, and the pages that it cites say so. */
class SizingDocTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Pattern EXAMPLE =
      Pattern.compile("(?s)```\n\\$ afterimage (size [^\n]*)\n(.*?)```");
  private static final Pattern CITED =
      Pattern.compile("([a-z]+\\.md), ([A-Z][A-Za-z' ]+?)(?: and|;|$)");

  @Test
  void shouldPrintWhatThePageShows() throws IOException {
    List<MatchResult> examples =
        EXAMPLE.matcher(Files.readString(DOCS.resolve("sizing.md"))).results().toList();

    assertThat(examples).hasSizeGreaterThanOrEqualTo(2);
    for (MatchResult example : examples) {
      assertThat(printed(example.group(1))).isEqualTo(example.group(2));
    }
  }

  @Test
  void shouldCiteHeadingsThatThereAre() throws IOException {
    List<MatchResult> cited =
        printed("size --rate 500").lines().flatMap(line -> CITED.matcher(line).results()).toList();

    assertThat(cited).hasSizeGreaterThan(8);
    for (MatchResult place : cited) {
      assertThat(DOCS.resolve(place.group(1)))
          .content()
          .containsPattern("(?m)^## " + Pattern.quote(place.group(2)) + "$");
    }
  }

  private static String printed(String command) {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run(command.split(" "))).as(terminal.err()).isZero();
    return terminal.out();
  }
}
