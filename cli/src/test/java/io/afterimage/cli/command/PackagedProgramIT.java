package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

  @TempDir Path folder;

  @Test
  void shouldHaveTheLibrariesThatARecipeAndItsPageNeed() throws IOException, InterruptedException {
    assumeTrue(Files.exists(PROGRAM), "the program is not packaged yet: 'mvn verify' packages it");
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

  private String run(String... arguments) throws IOException, InterruptedException {
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
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
