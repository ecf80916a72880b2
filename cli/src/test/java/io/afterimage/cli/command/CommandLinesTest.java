package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.cli.terminal.CommandName;
import io.afterimage.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

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
        .doesNotContain("\u001b", "Optional", "null")
        .doesNotContainPattern("Default:\\s+\\S+\\s+Default:")
        .doesNotContain("Default: []");
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
        "train images",
        "train images --publish localhost:1 --bootstrap localhost:2",
        "train images --publish=kafka",
        "classify picture.jpg",
        "models pin",
        "models publish",
        "predictions --json --table",
        "predictions --from-beginning --since 1h",
        "predictions --since yesterday",
        "dead-letters --limit -1",
        "dead-letters --since yesterday",
        "dead-letters show",
        "dead-letters show somewhere",
        "dead-letters save",
        "dead-letters send-again 0-1",
        "dead-letters send-again --why mended",
        "dead-letters send-again --all --reason empty --why mended",
        "dead-letters send-again 0-1 --all --why mended",
        "label",
        "label a",
        "label a b --csv labels.csv",
        "label --csv labels.csv --folder photos",
        "training-set",
        "training-set suspects --limit -1",
        "requests --limit -1",
        "runs --last -1",
        "runs show",
        "runs compare v1",
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

  @ParameterizedTest
  @CsvSource({
    "nonsense --help, nonsense",
    "nonsense --bootstrap here:1 --help, nonsense",
    "prodce --help, afterimage produce",
    "topics crate --help, topics create",
    "control nonsense -h, nonsense",
    "help nonsense, help",
    "help nonsense --help, help",
    "stream --nonsense --help, --nonsense",
    "classify --nonsense a.jpg --help, --nonsense"
  })
  void shouldNotHelpWithWhatThereIsNot(String line, String named) {
    assertThat(terminal.run(line.split(" "))).isEqualTo(2);
    assertThat(terminal.err()).startsWith("afterimage: ").contains(named, "--help'.");
    assertThat(terminal.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "rollback v2, afterimage models rollback or afterimage control rollback",
    "create, afterimage topics create",
    "models retrain, afterimage control retrain",
    "prodduce, afterimage produce"
  })
  void shouldNameTheCommandThatIsMeant(String line, String meant) {
    assertThat(terminal.run(line.split(" "))).isEqualTo(2);
    assertThat(terminal.err()).containsPattern("(?i)did you mean: " + meant);
  }

  @ParameterizedTest
  @CsvSource({
    "produce|absent.jpg|--repeat|0, '--repeat is 0, allowed is 1 or more'",
    "produce|absent.jpg|--repeat|-2, '--repeat is -2, allowed is 1 or more'",
    "produce|absent.jpg|--rate|-1, '--rate is -1.0, allowed is 0 or more'",
    "produce|absent.jpg|--rate|NaN, '--rate is NaN, allowed is 0 or more'",
    "predictions|--below|1.5, '--below is 1.5, allowed is 0 to 1'",
    "predictions|--limit|-1, '--limit is -1, allowed is 0 or more'",
    "dead-letters|send-again|--all|--why|, --why is empty",
    "demo|--rate|0, '--rate is 0.0, allowed is 0.01 or more'",
    "demo|--rate|Infinity, '--rate is Infinity, allowed is 0.01 or more'",
    "label|cat-1|, LABEL is empty",
    "label||fox, IMAGE_ID is empty"
  })
  void shouldRefuseAValueBeforeAnythingElse(String line, String problem) {
    assertThat(terminal.run(line.split("\\|", -1))).isEqualTo(2);
    assertThat(terminal.err()).contains(problem);
  }

  @ParameterizedTest
  @CsvSource({
    "dead-letters --reason empty send-again --all --why mended, --reason, dead-letters send-again",
    "models --bootstrap localhost:1 rollback v1, --bootstrap, models rollback"
  })
  void shouldRefuseAnOptionThatTheCommandBehindItWouldNotSee(
      String line, String option, String command) {
    assertThat(terminal.run(line.split(" "))).isEqualTo(2);
    assertThat(terminal.err())
        .contains("%s has to come behind 'afterimage %s'".formatted(option, command));
  }

  @Test
  void shouldTakeOptionsOfAllCommandsAnywhere() {
    assertThat(terminal.run("--verbose", "models", "--log-format", "text", "show", "--help"))
        .isZero();
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
        .isEqualTo(2);
    assertThat(terminal.err()).contains("'--class-weights': expected one of [OFF, BALANCED]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train DIR --publish localhost:70000",
        "train DIR --publish localhost:70000,[::1]:70000 --epochs 1",
        "train --publish localhost:70000 DIR",
        "train --publish=localhost:70000 DIR",
        "train --publish DIR --bootstrap localhost:70000",
        "train --publish --bootstrap localhost:70000 DIR",
        "train DIR --bootstrap localhost:70000 --publish"
      })
  void shouldTakeTheServersToPublishToOnlyWhereTheyAreNamed(String line) {
    assertThat(terminal.run(line.split(" "))).isEqualTo(1);
    assertThat(terminal.err().lines()).singleElement().asString().contains("localhost:70000");
  }

  @ParameterizedTest
  @CsvSource({
    "true,1,localhost:70000",
    "localhost:70000,1,localhost:70000",
    "false,2,Nothing to produce"
  })
  void shouldPublishWhereARecipeSaysSo(String value, int exitCode, String message)
      throws IOException {
    Path recipe = Files.writeString(folder.resolve("mine.yaml"), "publish: " + value);

    assertThat(
            terminal.run(
                Map.of("AFTERIMAGE_BOOTSTRAP_SERVERS", "localhost:70000"),
                "train",
                folder.toString(),
                "--recipe",
                recipe.toString()))
        .isEqualTo(exitCode);
    assertThat(terminal.err()).contains(message);
  }

  @ParameterizedTest
  @MethodSource("outOfRange")
  void shouldNameATrainingOptionOutOfRangeAsItIsTyped(String options, String message) {
    assertThat(terminal.run(("train nowhere -o m " + options).split(" "))).isEqualTo(2);
    assertThat(terminal.err()).contains(message, "See 'afterimage train --help'");
    assertThat(Path.of("m")).doesNotExist();
  }

  static Stream<Arguments> outOfRange() {
    return Stream.of(
        Arguments.of("--fine-tune-decay foo", "'--fine-tune-decay': expected one of"),
        Arguments.of("--monitor speed", "'--monitor': expected one of"),
        Arguments.of("--shift 2", "--shift is 2.0, allowed is 0 to 0.5 of a side"),
        Arguments.of("--epochs -1", "--epochs is -1, allowed is 0 or more"),
        Arguments.of("--epochs 0", "--epochs and --fine-tune are 0"),
        Arguments.of("--size -5 --hidden 0", "--size is -5, allowed is 1 or more; --hidden is 0"),
        Arguments.of("--batch 0 --fine-tune-rate -1", "--fine-tune-rate is -1.0, allowed is a n"),
        Arguments.of("--batch 0 --fine-tune-rate -1", "--batch is 0, allowed is 1 or more"),
        Arguments.of("--test-share 1", "--test-share is 1.0, allowed is 0 up to"),
        Arguments.of("--min-per-class 0", "--min-per-class is 0, allowed is 1 or more"),
        Arguments.of("--augment auto --rotation 0.1", "--augment auto chooses rotation and shift"),
        Arguments.of("--backbone auto --weights none", "--weights: --backbone auto chooses among"),
        Arguments.of("--backbone auto --resume", "cannot go on from a model or a checkpoint"),
        Arguments.of("--backbone-budget 0.5", "--backbone-budget is 0.5, allowed is 1 or more"),
        Arguments.of("--backbone nosuchnet", "--backbone: unknown backbone 'nosuchnet'"),
        Arguments.of(
            "--backbone vgg16 --fine-tune 1 --from-layer 100",
            "--from-layer is 100, allowed is 0 to 18, the layers of vgg16"),
        Arguments.of(
            "--backbone vgg16 --hidden 512 --fine-tune 1 --from-layer 21",
            "--from-layer is 21, allowed is 0 to 20"),
        Arguments.of("--fine-tune 1 --from-layer 154", "allowed is 0 to 153, the layers of mob"));
  }

  @Test
  void shouldSayPlainlyThatABackboneIsNotThere() {
    assertThat(terminal.run("train", "nowhere", "-o", "m", "--backbone", "nothere.onnx"))
        .isEqualTo(1);
    assertThat(terminal.err())
        .isEqualToIgnoringNewLines("afterimage: there is no backbone file nothere.onnx");
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
  void shouldShowItsVersion() {
    assertThat(terminal.run("--version")).isZero();
    assertThat(terminal.out().lines())
        .hasSize(5)
        .anyMatch(line -> line.equals("Java " + Runtime.version() + " (" + vendor() + ")"))
        .anyMatch(line -> line.matches("engines ONNX Runtime \\S+, MXNet \\S+, OpenCV \\S+"));
  }

  private static String vendor() {
    return System.getProperty("java.vendor");
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

  @Test
  void shouldShowItselfAsItWasCalled() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal called =
        new Terminal(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            false,
            false,
            false,
            new CommandName("./afterimage"));
    CommandLine line = CommandLines.create(new CommandContext(Map.of(), called));

    line.execute("demo", "--help");
    line.execute("models", "show", "--odd");
    line.execute("models", "--bootstrap", "localhost:1:2");
    called.say("'afterimage models' lists them");

    assertThat(out.toString())
        .contains("Usage: ./afterimage demo", "\n  ./afterimage demo --once")
        .doesNotContain(" afterimage demo");
    assertThat(err.toString())
        .contains("See './afterimage models show --help'.", "'./afterimage models' lists them")
        .contains("afterimage: ");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldDescribeEachCommandInOneWholeSentenceInTheListAboveIt(String command) {
    CommandLine described = root();
    for (String name : command.isEmpty() ? new String[0] : command.split(" ")) {
      described = described.getSubcommands().get(name);
    }

    assertThat(described.getCommandSpec().usageMessage().description()[0]).endsWith(".");
  }

  @Test
  void shouldFailInOrderWhereACommandThatIsAMethodLacksANativeLibrary() {
    StringWriter err = new StringWriter();
    Terminal plain = Terminal.plain(new PrintWriter(new StringWriter()), new PrintWriter(err));
    CommandLine line = CommandLines.create(new CommandContext(Map.of(), plain));
    line.addSubcommand(new NativeCommand());

    assertThat(line.execute("native", "load")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString()).startsWith("afterimage: ").contains("libodd.so");
  }

  @Command(name = "native")
  static final class NativeCommand {

    @Command
    int load() {
      System.load(Path.of("libodd.so").toAbsolutePath().toString());
      return 0;
    }
  }

  static Stream<String> commands() {
    return Stream.concat(Stream.of(""), below(root()));
  }

  private static CommandLine root() {
    StringWriter nowhere = new StringWriter();
    Terminal plain = Terminal.plain(new PrintWriter(nowhere), new PrintWriter(nowhere));
    return CommandLines.create(new CommandContext(Map.of(), plain));
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
