package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is shipped, with the libraries beside it and none of the tests'. */
class PackagedProgramIT {

  private static final Path PROGRAM = Path.of("target", "afterimage.jar");

  /** A build in a shell's background ignores it, and so would its children. */
  private static final List<String> CATCHING_CTRL_C = List.of("env", "--default-signal=INT");

  @TempDir Path folder;

  @Test
  void shouldHaveTheLibrariesThatARecipeAndItsPageNeed() throws IOException, InterruptedException {
    requireProgram();
    Path page = folder.resolve("report");
    Path pictures = GreyPictures.draw(folder.resolve("pictures"), 12);

    String output =
        run(
            "train",
            "--recipe",
            "cifar10-cnn",
            pictures.toString(),
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
  void shouldKeepWhatItHasOnCtrlCAndResumeToTheSameModel()
      throws IOException, InterruptedException {
    requireProgram();
    List<String> probe = new ArrayList<>(CATCHING_CTRL_C);
    probe.add("true");
    assumeTrue(
        new ProcessBuilder(probe).start().waitFor() == 0,
        "this machine's env cannot restore a signal");
    Path pictures = GreyPictures.draw(folder.resolve("pictures"), 12);
    Path undisturbed = folder.resolve("undisturbed");
    Path interrupted = folder.resolve("interrupted");
    run(training(pictures, undisturbed));

    String output = interruptAfterTheFirstEpoch(training(pictures, interrupted));

    assertThat(output).contains("interrupted after", "--resume goes on");
    assertThat(interrupted.resolve("model.onnx")).isNotEmptyFile();
    List<String> again = new ArrayList<>(List.of(training(pictures, interrupted)));
    again.add("--resume");
    assertThat(run(again.toArray(String[]::new))).contains("are in the checkpoint");
    assertThat(interrupted.resolve("model.onnx"))
        .hasSameBinaryContentAs(undisturbed.resolve("model.onnx"));
  }

  private static String[] training(Path pictures, Path model) {
    return new String[] {
      "train",
      pictures.toString(),
      "--output",
      model.toString(),
      "--size",
      "32",
      "--epochs",
      "1",
      "--fine-tune",
      "40",
      "--seed",
      "5"
    };
  }

  private static void requireProgram() {
    assumeTrue(Files.exists(PROGRAM), "the program is not packaged yet: 'mvn verify' packages it");
  }

  private static String interruptAfterTheFirstEpoch(String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(CATCHING_CTRL_C);
    command.addAll(command(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder output = new StringBuilder();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.append(line).append('\n');
        if (line.matches("\\s*1/1 .*")) {
          assertThat(
                  new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                      .start()
                      .waitFor())
              .isZero();
        }
      }
    }
    assertThat(process.waitFor()).as(output.toString()).isEqualTo(130);
    return output.toString();
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
