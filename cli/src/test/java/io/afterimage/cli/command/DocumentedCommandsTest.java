package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every command line that the project's pages show is one that the command line takes. */
class DocumentedCommandsTest {

  private static final Path ROOT = Path.of("..");

  /** A line of a fenced block, with the lines that a backslash joins to it. */
  private static final Pattern LINE =
      Pattern.compile(
          "^(?:\\$ |nice -n 19 )?(?:\\./)?afterimage ((?:.*\\\\\\R)*.*)$", Pattern.MULTILINE);

  private static final Pattern FENCED =
      Pattern.compile("(?s)^```[^\\n]*\\n(.*?)^```", Pattern.MULTILINE);

  private static final Pattern IN_TEXT = Pattern.compile("`(?:\\./)?afterimage ([a-z][^`\\n]+)`");

  /** A file that its reader would write, and one that is there. */
  private static final String OWN_RECIPE = "my-recipe.yaml";

  private static final String A_RECIPE = "cats-and-dogs";

  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @ParameterizedTest
  @MethodSource("blocks")
  void shouldTakeEveryLineOfABlock(String line) {
    CommandLine command = commandLine();

    assertThat(command.parseArgs(words(line).toArray(String[]::new)).errors())
        .as("afterimage " + line)
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("mentions")
  void shouldHaveEveryCommandAndOptionThatTheTextNames(String mention) {
    CommandLine command = commandLine();
    List<String> words = words(mention);
    int read = 0;
    while (read < words.size() && command.getSubcommands().containsKey(words.get(read))) {
      command = command.getSubcommands().get(words.get(read));
      read++;
    }

    assertThat(read).as("commands in 'afterimage %s'", mention).isPositive();
    for (String word : words.subList(read, words.size())) {
      if (word.startsWith("--")) {
        assertThat(command.getCommandSpec().optionsMap())
            .as("options of 'afterimage %s'", mention)
            .containsKey(word.replaceFirst("=.*", ""));
      }
    }
  }

  @Test
  void shouldFindThePages() throws IOException {
    assertThat(blocks()).hasSizeGreaterThan(30);
    assertThat(mentions()).hasSizeGreaterThan(20);
  }

  static Stream<Arguments> blocks() throws IOException {
    return pages()
        .flatMap(page -> FENCED.matcher(page).results().map(block -> block.group(1)))
        .flatMap(block -> LINE.matcher(block).results().map(line -> line.group(1)))
        .map(line -> line.replaceAll("\\\\\\R\\s*", ""))
        .map(line -> line.replace(OWN_RECIPE, A_RECIPE))
        .distinct()
        .map(Arguments::of);
  }

  static Stream<Arguments> mentions() throws IOException {
    return pages()
        .flatMap(page -> IN_TEXT.matcher(page).results().map(mention -> mention.group(1)))
        .distinct()
        .map(Arguments::of);
  }

  private static Stream<String> pages() throws IOException {
    List<String> pages = new ArrayList<>();
    for (Path folder : List.of(ROOT, ROOT.resolve("docs"), ROOT.resolve("examples"))) {
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".md")).sorted().toList()) {
          pages.add(Files.readString(file));
        }
      }
    }
    return pages.stream();
  }

  private static CommandLine commandLine() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return CommandLines.create(new CommandContext(Map.of(), Terminal.plain(nowhere, nowhere)));
  }

  /** As a shell splits a line, up to a comment, a pipe, a redirection or the next command. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      if (word.group(3) != null && word.group(3).matches("[#|>&;].*")) {
        break;
      }
      words.add(
          word.group(1) != null
              ? word.group(1)
              : word.group(2) != null ? word.group(2) : word.group(3));
    }
    return words;
  }
}
