package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.ArtifactFolder;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandIT {

  private static final String TEST_SHARE = "0.4";

  @TempDir static Path shared;

  private static Path images;
  private static Path model;
  private static Path written;

  @TempDir Path folder;

  private final TestTerminal terminal = new TestTerminal();

  @BeforeAll
  static void train() throws IOException {
    images = GreyImages.draw(shared.resolve("pictures"), 12);
    model = shared.resolve("model");
    written = shared.resolve("report");
    TestTerminal training = new TestTerminal();
    assertThat(
            training.run(
                "train",
                images.toString(),
                "-o",
                model.toString(),
                "--report",
                written.toString(),
                "--size",
                "32",
                "--epochs",
                "2",
                "--fine-tune",
                "1",
                "--test-share",
                TEST_SHARE))
        .as(training.err())
        .isZero();
  }

  @Test
  void shouldWriteThePageThatTrainingWroteToTheByte() throws IOException {
    Path again = folder.resolve("report");

    assertThat(report(model, again, images, "--test-share", TEST_SHARE))
        .as(terminal.err())
        .isZero();

    assertThat(terminal.err()).contains("report in " + again.resolve("index.html"));
    assertThat(files(again)).containsExactlyEntriesOf(files(written));
    assertThat(again.resolve("index.html")).content().contains("accuracy on test images");
    assertThat(files(again).keySet())
        .contains(
            "accuracy.png",
            "augmented.png",
            "calibration.png",
            "confusion.png",
            "index.html",
            "loss.png",
            "predictions.png",
            "samples.png");
  }

  @Test
  void shouldSayWhenTheImagesAreOthers() throws IOException {
    Path others = GreyImages.draw(folder.resolve("others"), 3);

    assertThat(report(model, folder.resolve("report"), others, "--split", "all"))
        .as(terminal.err())
        .isZero();

    assertThat(folder.resolve("report/index.html"))
        .content()
        .contains("not those that the model learned from", "on 6 all images");
  }

  @Test
  void shouldShowAModelWhoseManifestHasNoCurves() {
    ModelArtifact artifact = ArtifactFolder.read(model);
    Manifest known = artifact.manifest();
    Manifest bare =
        new Manifest(
            known.version(),
            known.labels(),
            known.input(),
            known.normalisation(),
            known.backbone(),
            Optional.empty(),
            known.trainingSetFingerprint(),
            known.scores(),
            known.createdAt(),
            known.sha256(),
            known.bytes());
    ArtifactFolder.write(new ModelArtifact(bare, artifact.onnx()), folder.resolve("bare"));

    assertThat(report(folder.resolve("bare"), folder.resolve("report"), images))
        .as(terminal.err())
        .isZero();

    assertThat(folder.resolve("report/index.html"))
        .content()
        .contains("The model's manifest has none.")
        .doesNotContain("augmented.png", "of them trained");
  }

  @Test
  void shouldLeaveNothingWhenItCannotWrite() throws IOException {
    Path inTheWay = Files.createDirectories(folder.resolve("report/index.html/page"));

    assertThat(report(model, folder.resolve("report"), images)).isEqualTo(1);

    assertThat(terminal.err()).contains("cannot write the report into", "index.html");
    assertThat(folder.resolve("report"))
        .isDirectoryContaining(path -> path.equals(inTheWay.getParent()))
        .isDirectoryNotContaining("glob:**.png");
  }

  /** /dev/full answers every write with "no space left". */
  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldKeepTheOldPageWhenThereIsNoSpaceForANewOne() throws IOException {
    Path page = folder.resolve("report");
    assertThat(report(model, page, images)).as(terminal.err()).isZero();
    Map<String, String> before = files(page);
    Files.createSymbolicLink(page.resolve("confusion.png.part"), Path.of("/dev/full"));

    assertThat(report(model, page, images, "--split", "all")).isEqualTo(1);

    assertThat(terminal.err())
        .contains("cannot write the report into " + page, "No space left on device");
    assertThat(files(page)).containsExactlyEntriesOf(before);
  }

  /** Such as a full one. */
  @Test
  void shouldNeedNoTemporaryFolder() throws IOException {
    Path gone = Files.createDirectories(folder.resolve("gone"));
    ImageIO.setCacheDirectory(gone.toFile());
    Files.delete(gone);
    try {
      assertThat(report(model, folder.resolve("report"), images)).as(terminal.err()).isZero();
    } finally {
      ImageIO.setCacheDirectory(null);
    }
  }

  @Test
  void shouldSayWhatIsMissing(@TempDir Path laidOut) throws IOException {
    GreyImages.draw(laidOut.resolve("train"), 3);
    GreyImages.draw(laidOut.resolve("validation"), 3);
    assertThat(report(folder, folder.resolve("report"), images)).isEqualTo(1);
    assertThat(terminal.err()).contains("there is no").contains("manifest.json");

    assertThat(report(model, folder.resolve("report"), folder.resolve("absent"))).isEqualTo(1);
    assertThat(terminal.err()).contains("absent does not exist");

    assertThat(report(model, folder.resolve("report"), laidOut, "--split", "test")).isEqualTo(1);
    assertThat(terminal.err()).contains("no usable test images", "--split all");

    assertThat(terminal.run("report", "--model", model.toString(), images.toString())).isEqualTo(2);
    assertThat(terminal.err()).contains("--output");
    assertThat(folder).isEmptyDirectory();
  }

  private int report(Path from, Path to, Path of, String... more) {
    Stream<String> first =
        Stream.of("report", "-m", from.toString(), "-o", to.toString(), of.toString());
    return terminal.run(Stream.concat(first, Stream.of(more)).toArray(String[]::new));
  }

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        contents.put(
            file.getFileName().toString(),
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }
}
