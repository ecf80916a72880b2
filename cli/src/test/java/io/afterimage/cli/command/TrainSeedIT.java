package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.ArtifactFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both phases, with augmentation and dropout, as from the command line. */
class TrainSeedIT {

  @TempDir Path folder;

  private String images;

  @BeforeEach
  void drawImages() throws IOException {
    images = GreyImages.draw(folder.resolve("pictures"), 12).toString();
  }

  @Test
  void shouldGiveTheSameFileForTheSameSeedOnly() {
    byte[] first = train("first", 7);

    assertThat(train("again", 7)).isEqualTo(first);
    assertThat(train("other", 8)).isNotEqualTo(first);
  }

  private byte[] train(String name, int seed) {
    TestTerminal terminal = new TestTerminal();
    Path model = folder.resolve(name);

    int exitCode =
        terminal.run(
            "train",
            images,
            "-o",
            model.toString(),
            "--size",
            "32",
            "--epochs",
            "1",
            "--fine-tune",
            "1",
            "--seed",
            Integer.toString(seed));

    assertThat(exitCode).as(terminal.err()).isZero();
    return ArtifactFolder.read(model).onnx();
  }
}
