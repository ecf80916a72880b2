package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be trained on: one clear line, a non-zero exit, and nothing written. */
class TrainBadInputIT {

  private static final Path KERAS_WEIGHTS =
      Path.of("..", "networks", "src", "test", "resources")
          .resolve(Path.of("io", "afterimage", "networks", "pretrained", "cifar10-cnn"));

  private final TestTerminal terminal = new TestTerminal();

  @TempDir Path folder;

  private Path images;

  @BeforeEach
  void makeFolder() throws IOException {
    images = Files.createDirectories(folder.resolve("pictures"));
  }

  @AfterEach
  void shouldLeaveNothing() {
    assertThat(folder.resolve("model")).doesNotExist();
  }

  @Test
  void shouldRefuseAnEmptyFolder() {
    shouldFail("has no images");
  }

  @Test
  void shouldRefuseOneClassOnly() throws IOException {
    GreyImages.draw(images, 12);
    deleteAll(images.resolve("striped"));

    shouldFail("only the class dark");
  }

  @Test
  void shouldLeaveOutAClassWithOneImage() throws IOException {
    GreyImages.draw(images, 12);
    for (int i = 1; i < 12; i++) {
      Files.delete(images.resolve("striped").resolve(i + ".png"));
    }

    shouldFail("only the class dark with at least 10 images");
  }

  @Test
  void shouldNameEveryClassWithTooFewImagesUnlessToldToLeaveThemOut() throws IOException {
    GreyImages.draw(images, 12);
    Path image = images.resolve("dark").resolve("0.png");
    Files.copy(image, Files.createDirectories(images.resolve("birds")).resolve("0.png"));
    Files.createDirectories(images.resolve("cats"));
    for (int i = 0; i < 9; i++) {
      Files.copy(image, images.resolve("cats").resolve(i + ".png"));
    }

    shouldFail(
        "class birds has 1 image, class cats has 9 images, at least 10 are needed: add"
            + " images, or leave such classes out with --min-per-class 10");
    shouldFail("no class with at least 13 images", "--min-per-class", "13");
  }

  @Test
  void shouldNameAClassFolderWithoutImages() throws IOException {
    GreyImages.draw(images, 12);
    Files.createDirectories(images.resolve("birds"));

    shouldFail("class birds has 0 images, at least 10 are needed: add images");
    shouldFail(
        "no class with at least 13 images (found {birds=0, dark=12, striped=12})",
        "--min-per-class",
        "13");
  }

  @Test
  void shouldCountUsableImagesOnly() throws IOException {
    GreyImages.draw(images, 12);
    for (int i = 1; i < 12; i++) {
      Files.writeString(images.resolve("striped").resolve(i + ".png"), "no image");
    }

    shouldFail(
        "class striped has 1 usable image of 12, the first broken file is striped/1.png"
            + " (not-a-picture: ");
    assertThat(terminal.err())
        .contains("; at least 10 are needed: replace what is broken")
        .doesNotContain("class dark");
    shouldFail("the first broken file is striped/1.png (not-a-picture: ", "--min-per-class", "2");
    assertThat(terminal.err())
        .contains("at least 2 are needed: replace what is broken; a classifier needs two or more");
  }

  @Test
  void shouldRefuseAFolderOfTextFiles() throws IOException {
    for (String label : new String[] {"dark", "striped"}) {
      Files.createDirectories(images.resolve(label));
      for (int i = 0; i < 12; i++) {
        Files.writeString(images.resolve(label).resolve(i + ".jpg"), "no image " + i);
      }
    }

    shouldFail(
        "class dark has 0 usable images of 12, the first broken file is dark/0.jpg"
            + " (not-a-picture: ");
  }

  @Test
  void shouldRefuseAnOutputThatCannotBeWrittenBeforeTraining() throws IOException {
    GreyImages.draw(images, 12);
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    assertThat(terminal.run("train", images.toString(), "-o", file.resolve("model").toString()))
        .isEqualTo(1);
    assertThat(terminal.err().lines()).singleElement().asString().contains("is not a folder");
  }

  @Test
  void shouldRefuseAFolderThatThisUserMayNotWriteTo() throws IOException {
    GreyImages.draw(images, 12);
    Path locked = Files.createDirectories(folder.resolve("locked"));
    Assumptions.assumeTrue(
        locked.toFile().setWritable(false) && !Files.isWritable(locked),
        "this user may write everywhere");

    assertThat(terminal.run("train", images.toString(), "-o", locked.resolve("model").toString()))
        .isEqualTo(1);
    assertThat(terminal.err().lines()).singleElement().asString().contains("not writable");
  }

  @Test
  void shouldRefuseAFolderThatRootMayNotWriteToEither() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc here");
    GreyImages.draw(images, 12);

    for (String option : new String[] {"-o", "--report"}) {
      TestTerminal other = new TestTerminal();
      assertThat(other.run("train", images.toString(), option, "/proc/m/n")).isEqualTo(1);
      assertThat(other.err().lines())
          .singleElement()
          .asString()
          .contains("cannot write into /proc/m/n: /proc ");
    }
  }

  @Test
  void shouldRefuseAReportThatCannotBeWrittenBeforeTraining() throws IOException {
    GreyImages.draw(images, 12);
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    shouldFail("is not a folder", "--report", file.toString());
    assertThat(file).hasContent("no folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.h5", "weights.keras", "weights.weights.h5"})
  void shouldRefuseTruncatedWeightsOfKeras(String name) throws IOException {
    GreyImages.draw(images, 12);
    byte[] whole = Files.readAllBytes(KERAS_WEIGHTS.resolve(name));
    Path weights = folder.resolve(name);
    Files.write(weights, Arrays.copyOf(whole, whole.length / 2));

    shouldFail(weights.toString(), "--backbone", "cifar10-cnn", "--weights", weights.toString());
    assertThat(terminal.err()).doesNotContain("--verbose shows where this comes from");
  }

  @Test
  void shouldRefuseTruncatedSafetensors() throws IOException {
    GreyImages.draw(images, 12);
    Path weights = folder.resolve("weights.safetensors");
    Safetensors.write(KnownBackbone.MOBILENETV2.shippedWeights(), weights);
    byte[] whole = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(whole, whole.length / 2));

    shouldFail("truncated: tensor", "--weights", weights.toString());
  }

  @Test
  void shouldRefuseKerasWeightsOfAnotherBackbone() throws IOException {
    GreyImages.draw(images, 12);

    shouldFail(
        "block1_conv1",
        "--backbone",
        "vgg16",
        "--weights",
        KERAS_WEIGHTS.resolve("weights.h5").toString());
  }

  private void shouldFail(String message, String... more) {
    String[] all = new String[more.length + 6];
    System.arraycopy(
        new String[] {
          "train", images.toString(), "-o", folder.resolve("model").toString(), "--size", "32"
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
