package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is shipped, with the libraries beside it and none of the tests'. */
class PackagedProgramIT {

  private static final Path PROGRAM = Path.of("target", "afterimage.jar");

  private static final String FIRST_EPOCH = "\\s*1/1 .*";
  private static final int FILES = 5_000;

  /** A build in a shell's background ignores it, and so would its children. */
  private static final List<String> CATCHING_CTRL_C = List.of("env", "--default-signal=INT");

  @TempDir static Path shared;

  private static Path images;

  @TempDir Path folder;

  @BeforeAll
  static void requireProgram() throws IOException {
    assumeTrue(Files.exists(PROGRAM), "the program is not packaged yet: 'mvn verify' packages it");
    images = GreyImages.draw(shared.resolve("pictures"), 12);
  }

  @Test
  void shouldHaveTheLibrariesThatARecipeAndItsPageNeed() throws IOException, InterruptedException {
    Path page = folder.resolve("report");

    String output =
        run(
            "train",
            "--recipe",
            "cifar10-cnn",
            images.toString(),
            "--output",
            folder.resolve("model").toString(),
            "--fine-tune",
            "1",
            "--report",
            page.toString());

    assertThat(page.resolve("index.html")).as(output).isNotEmptyFile();
    assertThat(folder.resolve("model").resolve("model.onnx")).isNotEmptyFile();
  }

  @Test
  void shouldKnowItsVersionAndThoseOfItsEngines() throws IOException, InterruptedException {
    assertThat(run("--version"))
        .containsPattern("afterimage \\d")
        .containsPattern("engines ONNX Runtime \\d\\S+, MXNet \\d\\S+, OpenCV \\d");
  }

  /** As the archive of a release lays it out, and called by a link from elsewhere. */
  @Test
  void shouldRunFromAnUnpackedRelease() throws IOException, InterruptedException {
    Path release = Files.createDirectories(folder.resolve("afterimage-1.2.0"));
    Path bin = Files.createDirectories(release.resolve("bin"));
    Path launcher =
        Files.copy(
            Path.of("..", "afterimage"),
            bin.resolve("afterimage"),
            StandardCopyOption.COPY_ATTRIBUTES);
    Files.createSymbolicLink(release.resolve("afterimage.jar"), PROGRAM.toAbsolutePath());
    Files.createSymbolicLink(release.resolve("lib"), Path.of("target", "lib").toAbsolutePath());
    Path link = Files.createSymbolicLink(folder.resolve("afterimage"), launcher);

    Process process =
        new ProcessBuilder(link.toString(), "--version")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).containsPattern("afterimage \\d+\\.\\d+\\.\\d+").contains("engines");
  }

  @Test
  void shouldKeepWhatItHasOnCtrlCAndResumeToTheSameModel()
      throws IOException, InterruptedException {
    requireCtrlC();
    Path undisturbed = folder.resolve("undisturbed");
    Path interrupted = folder.resolve("interrupted");
    run(training(undisturbed));

    assertThat(interrupt(FIRST_EPOCH, true, training(interrupted)))
        .contains("ended at once: the checkpoint in " + interrupted);
    assertThat(interrupted.resolve("model.onnx")).doesNotExist();

    assertThat(interrupt(FIRST_EPOCH, false, training(interrupted, "--resume")))
        .contains("resuming after", "interrupted after", "--resume continues");
    assertThat(interrupted.resolve("model.onnx")).isNotEmptyFile();

    assertThat(run(training(interrupted, "--resume"))).contains("resuming after");
    assertThat(interrupted.resolve("model.onnx"))
        .hasSameBinaryContentAs(undisturbed.resolve("model.onnx"));
  }

  @Test
  void shouldEndAfterTheFileOnCtrlC() throws IOException, InterruptedException {
    requireCtrlC();
    Path model = folder.resolve("model");
    run("train", images.toString(), "-o", model.toString(), "--size", "32", "--epochs", "1");
    List<String> many = new ArrayList<>(List.of("classify", "--model", model.toString()));
    many.addAll(Collections.nCopies(FILES, images.resolve("dark").resolve("0.png").toString()));

    String output = interrupt(".* %", false, many.toArray(String[]::new));

    assertThat(output).containsPattern("cancelled after \\d+ of " + FILES + " files");
    assertThat(output.lines()).hasSizeLessThan(FILES);
  }

  private static String[] training(Path model, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                images.toString(),
                "--output",
                model.toString(),
                "--size",
                "32",
                "--epochs",
                "1",
                "--fine-tune",
                "40",
                "--seed",
                "5"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private static void requireCtrlC() throws IOException, InterruptedException {
    List<String> probe = new ArrayList<>(CATCHING_CTRL_C);
    probe.add("true");
    assumeTrue(
        new ProcessBuilder(probe).start().waitFor() == 0,
        "this machine's env cannot restore a signal");
  }

  /**
   * Presses Ctrl-C when such a line comes.
   *
   * @param impatient again and again
   */
  private static String interrupt(String line, boolean impatient, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(CATCHING_CTRL_C);
    command.addAll(command(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder output = new StringBuilder();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      boolean pressed = false;
      for (String said = lines.readLine(); said != null; said = lines.readLine()) {
        output.append(said).append('\n');
        if (!pressed && said.matches(line)) {
          pressed = true;
          pressCtrlC(process, impatient);
        }
      }
    }
    assertThat(process.waitFor()).as(output.toString()).isEqualTo(130);
    return output.toString();
  }

  private static void pressCtrlC(Process process, boolean impatient)
      throws IOException, InterruptedException {
    String once = "kill -INT " + process.pid();
    String press = impatient ? "while %s 2> /dev/null; do :; done".formatted(once) : once;
    new ProcessBuilder("sh", "-c", press).start().waitFor();
  }

  private static String run(String... arguments) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command(arguments)).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static List<String> command(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Djava.awt.headless=true",
                "-Dai.djl.offline=true",
                "-jar",
                PROGRAM.toString()));
    command.addAll(List.of(arguments));
    return command;
  }
}
