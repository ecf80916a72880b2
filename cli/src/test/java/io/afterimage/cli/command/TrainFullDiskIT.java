package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** No space left, as /dev/full answers every write. */
@EnabledOnOs(OS.LINUX)
class TrainFullDiskIT {

  private static final Path FULL = Path.of("/dev/full");
  private static final String CHECKPOINT = "checkpoint.safetensors";

  private final TestTerminal terminal = new TestTerminal();

  @TempDir Path folder;

  private Path model;

  @BeforeEach
  void drawImages() throws IOException {
    GreyImages.draw(folder.resolve("pictures"), 12);
    model = Files.createDirectories(folder.resolve("model"));
  }

  @Test
  void shouldKeepTheCheckpointButNoHalfOfAModel() throws IOException {
    Files.createSymbolicLink(model.resolve("model.onnx.part"), FULL);

    shouldFail("cannot write the model into " + model);
    assertThat(model).isDirectoryContaining("glob:**/" + CHECKPOINT);
    assertThat(model.toFile().list()).hasSize(1);
  }

  @Test
  void shouldLeaveNoHalfOfACheckpoint() throws IOException {
    Files.createSymbolicLink(model.resolve(CHECKPOINT + ".unfinished"), FULL);

    shouldFail("cannot write the checkpoint " + model.resolve(CHECKPOINT));
    assertThat(model).isEmptyDirectory();
  }

  private void shouldFail(String message) {
    int exitCode =
        terminal.run(
            "train",
            folder.resolve("pictures").toString(),
            "-o",
            model.toString(),
            "--size",
            "32",
            "--epochs",
            "1");

    assertThat(exitCode).isEqualTo(1);
    assertThat(terminal.err()).contains(message, "No space left on device");
  }
}
