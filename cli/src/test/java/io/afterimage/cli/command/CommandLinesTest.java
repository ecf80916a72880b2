package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLinesTest {

  private final TestTerminal terminal = new TestTerminal();

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("commands")
  void shouldHelpWithDescriptionAndExample(String command) {
    String[] arguments = (command + " --help").strip().split(" ");

    assertThat(terminal.run(arguments)).isZero();
    assertThat(terminal.out())
        .contains("Usage: " + ("afterimage " + command).strip())
        .containsPattern("Examples?:")
        .doesNotContain("\u001b", "Optional", "null");
    assertThat(terminal.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "topics",
        "prodduce",
        "produce",
        "produce file --rate fast",
        "produce file --key-from hash",
        "train pictures",
        "classify picture.jpg",
        "models pin",
        "predictions --json --table",
        "label",
        "label a",
        "label a b --csv labels.csv",
        "label --csv labels.csv --folder photos",
        "training-set",
        "control",
        "control pin",
        "control promote run",
        "control retrain --timeout soon"
      })
  void shouldExitWithTwoAndPointToHelpWhenUsedWrongly(String line) {
    assertThat(terminal.run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(terminal.err()).startsWith("afterimage: ").contains("--help'.");
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void shouldExitWithOneAndOneLineWhenAFileIsMissing() {
    assertThat(terminal.run("train", folder.resolve("nothing").toString(), "--output", "m"))
        .isEqualTo(1);
    assertThat(terminal.err().lines()).singleElement().asString().contains("does not exist");
  }

  @Test
  void shouldSayWhatTrainingCanBeResumedFromAndWhatAnOptionAllows() {
    assertThat(terminal.run("train", folder.toString(), "--publish", "--resume")).isEqualTo(2);
    assertThat(terminal.err()).contains("--resume needs --output DIR");
    assertThat(terminal.run("train", folder.toString(), "-o", "m", "--class-weights", "some"))
        .isNotZero();
    assertThat(terminal.err()).contains("class weights is some, allowed is off or balanced");
  }

  @Test
  void shouldShowWhereItComesFromWhenVerbose() {
    assertThat(terminal.run("train", folder.resolve("nothing").toString(), "-o", "m", "--verbose"))
        .isEqualTo(1);
    assertThat(terminal.err()).contains("\tat io.afterimage.");
  }

  @Test
  void shouldExitWithTwoAndNameEveryProblemOfTheConfiguration() {
    int exitCode =
        terminal.run(
            Map.of("AFTERIMAGE_WORKERS", "many"), "stream", "-D", "batch.max=0", "-D", "x.y=1");

    assertThat(exitCode).isEqualTo(2);
    assertThat(terminal.err()).contains("workers = 'many'", "batch.max = '0'", "x.y = '1'");
  }

  @Test
  void shouldSayWhatToDoWhenNoBrokerAnswers() {
    assertThat(terminal.run("models", "--bootstrap", "localhost:1:2")).isEqualTo(1);
    assertThat(terminal.err()).contains("localhost:1:2");
  }

  @Test
  void shouldPrintACompletionScriptForTheCommand() {
    assertThat(terminal.run("generate-completion")).isZero();
    assertThat(terminal.out()).contains("complete -F _complete_afterimage", "standalone");
  }

  @Test
  void shouldColourHelpOnlyOnAScreen() {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    Terminal screen = new Terminal(writer, writer, true, true, true);

    CommandLines.create(new CommandContext(Map.of(), screen)).execute("--help");

    assertThat(out.toString()).contains("\u001b[");
  }

  static Stream<String> commands() {
    StringWriter nowhere = new StringWriter();
    Terminal plain = Terminal.plain(new PrintWriter(nowhere), new PrintWriter(nowhere));
    CommandLine root = CommandLines.create(new CommandContext(Map.of(), plain));
    return Stream.concat(Stream.of(""), below(root));
  }

  private static Stream<String> below(CommandLine command) {
    return command.getSubcommands().values().stream()
        .flatMap(
            sub ->
                Stream.concat(
                    Stream.of(
                        sub.getCommandSpec().qualifiedName().substring("afterimage ".length())),
                    below(sub)));
  }
}
