package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be trained on: one clear line, a non-zero exit, and nothing written. */
class TrainBadInputIT {

  private final TestTerminal terminal = new TestTerminal();

  @TempDir Path folder;

  private Path pictures;

  @BeforeEach
  void makeFolder() throws IOException {
    pictures = Files.createDirectories(folder.resolve("pictures"));
  }

  @AfterEach
  void shouldLeaveNothing() {
    assertThat(folder.resolve("model")).doesNotExist();
  }

  @Test
  void shouldRefuseAnEmptyFolder() {
    shouldFail("has no pictures");
  }

  @Test
  void shouldRefuseOneClassOnly() throws IOException {
    GreyPictures.draw(pictures, 12);
    deleteAll(pictures.resolve("striped"));

    shouldFail("only the class dark");
  }

  @Test
  void shouldLeaveOutAClassWithOnePicture() throws IOException {
    GreyPictures.draw(pictures, 12);
    for (int i = 1; i < 12; i++) {
      Files.delete(pictures.resolve("striped").resolve(i + ".png"));
    }

    shouldFail("only the class dark with at least 10 pictures");
  }

  @Test
  void shouldRefuseAFolderOfTextFiles() throws IOException {
    for (String label : new String[] {"dark", "striped"}) {
      Files.createDirectories(pictures.resolve(label));
      for (int i = 0; i < 12; i++) {
        Files.writeString(pictures.resolve(label).resolve(i + ".jpg"), "no picture " + i);
      }
    }

    shouldFail("no usable picture to train with");
  }

  @Test
  void shouldRefuseAnOutputThatCannotBeWrittenBeforeTraining() throws IOException {
    GreyPictures.draw(pictures, 12);
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    assertThat(terminal.run("train", pictures.toString(), "-o", file.resolve("model").toString()))
        .isEqualTo(1);
    assertThat(terminal.err().lines()).singleElement().asString().contains("is not a folder");
  }

  @Test
  void shouldNameEverySettingOutOfRange() throws IOException {
    GreyPictures.draw(pictures, 12);

    shouldFail(
        "freeze.batch-size is 0", "--batch", "0", "--fine-tune", "1", "--fine-tune-rate", "-1");
    assertThat(terminal.err()).contains("fine-tune.learning-rate is -1.0");
  }

  private void shouldFail(String message, String... more) {
    String[] all = new String[more.length + 6];
    System.arraycopy(
        new String[] {
          "train", pictures.toString(), "-o", folder.resolve("model").toString(), "--size", "32"
        },
        0,
        all,
        0,
        6);
    System.arraycopy(more, 0, all, 6, more.length);
    assertThat(terminal.run(all)).isEqualTo(1);
    assertThat(terminal.err()).contains(message);
  }

  private static void deleteAll(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
