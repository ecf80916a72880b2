package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.cli.fetch.FileServer;
import io.afterimage.model.backbone.MobileNetV2;
import io.afterimage.model.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on chosen backbones and weights, as from the command line. */
class TrainBaseIT {

  private static final String OFFICIAL =
      "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_96_no_top.h5";

  private final TestTerminal terminal = new TestTerminal();

  @TempDir Path folder;

  @BeforeEach
  void drawPictures() throws IOException {
    GreyPictures.draw(folder.resolve("pictures"), 12);
  }

  @Test
  void shouldTrainAHeadOnANetworkFromScratchAndSaySo() {
    assertThat(train("--backbone", "cifar10-cnn", "--epochs", "1", "--resume"))
        .as(terminal.err())
        .isZero();
    assertThat(terminal.err())
        .contains("cifar10-cnn: from scratch, without pretrained weights")
        .containsPattern("no checkpoint in .*model: training from the beginning\n");
    assertThat(folder.resolve("model/manifest.json")).content().contains("\"cifar10-cnn\"");
  }

  @Test
  void shouldSayWhatIsNotLearnedFromAndCountTheRest() throws IOException {
    Path pictures = folder.resolve("pictures");
    Files.copy(
        pictures.resolve("dark/0.png"),
        Files.createDirectories(pictures.resolve("birds")).resolve("0.png"));
    for (int i = 0; i < 7; i++) {
      Files.writeString(pictures.resolve("dark/" + i + ".txt"), "no picture");
    }
    Files.writeString(
        Files.createDirectories(folder.resolve("model")).resolve("model.onnx"), "an old model");

    assertThat(
            train(
                "--backbone", "cifar10-cnn", "--epochs", "1", "--resume", "--min-per-class", "10"))
        .as(terminal.err())
        .isZero();
    assertThat(terminal.err()).contains("left out birds: only 1");
    assertThat(terminal.err().lines())
        .filteredOn(line -> line.startsWith("skipped dark/"))
        .hasSize(7);
    assertThat(terminal.err()).contains("training from the beginning; its model will be");
    String counts =
        terminal.err().lines().filter(line -> line.startsWith("pictures: ")).findFirst().orElse("");
    assertThat(
            Pattern.compile("\\d+")
                .matcher(counts)
                .results()
                .mapToInt(count -> Integer.parseInt(count.group()))
                .sum())
        .as(counts)
        .isEqualTo(24);
  }

  @Test
  void shouldWriteAReportWithFigures() {
    Path report = folder.resolve("report");

    assertThat(
            train(
                "--size", "32", "--epochs", "2", "--fine-tune", "1", "--report", report.toString()))
        .as(terminal.err())
        .isZero();
    assertThat(terminal.err()).contains("report in " + report.resolve("index.html"));
    assertThat(report.resolve("index.html"))
        .content()
        .contains("Before the phase freeze: validation loss 0.69", "1,862,721 of them trained")
        .contains("<td>block_16_project</td>", "dark, striped")
        .contains("calibration error", "from layer 100 up");
    for (String figure :
        List.of("samples", "augmented", "accuracy", "loss", "confusion", "predictions")) {
      assertThat(report.resolve(figure + ".png")).isNotEmptyFile();
    }
  }

  @Test
  void shouldTrainOnWeightsFromAFile() throws IOException {
    Path weights = folder.resolve("weights.safetensors");
    Safetensors.write(MobileNetV2.imagenetWeights(), weights);

    assertThat(train("--size", "32", "--epochs", "1", "--weights", weights.toString()))
        .as(terminal.err())
        .isZero();
    assertThat(terminal.err()).contains("mobilenetv2: weights of " + weights);
  }

  @Test
  void shouldNameWhatIsWrongWithWeightsOfAnotherBackboneAndWriteNothing() throws IOException {
    Path weights = folder.resolve("weights.safetensors");
    Safetensors.write(MobileNetV2.imagenetWeights(), weights);

    assertThat(train("--backbone", "vgg16", "--size", "32", "--weights", weights.toString()))
        .isEqualTo(1);
    assertThat(terminal.err()).contains("not weights of vgg16", "block1_conv1.weight");
    assertThat(folder.resolve("model")).doesNotExist();
  }

  @Test
  void shouldSayThatThereIsNoSuchFile() {
    assertThat(train("--weights", folder.resolve("absent.h5").toString())).isEqualTo(1);
    assertThat(terminal.err()).contains("there is no weights file").contains("absent.h5");
  }

  @Test
  void shouldFetchOfficialWeightsOnce() throws IOException {
    try (FileServer server = new FileServer().with(OFFICIAL, new byte[] {1, 2, 3})) {
      int exitCode = imagenet(server);

      assertThat(exitCode).isEqualTo(1);
      assertThat(terminal.err()).contains("1.0_96_no_top.h5");
      assertThat(folder.resolve("cache")).isDirectoryContaining("glob:**no_top.h5.sha256");
    }
  }

  @Test
  void shouldSayWhatToDoWhenOfficialWeightsCannotBeFetched() throws IOException {
    FileServer server = new FileServer();
    server.close();

    assertThat(imagenet(server)).isEqualTo(1);
    assertThat(terminal.err()).contains("is this machine offline?", "--weights");
  }

  private int imagenet(FileServer server) {
    return terminal.run(
        Map.of(BaseOptions.SITE, server.address().toString()),
        "train",
        folder.resolve("pictures").toString(),
        "--size",
        "96",
        "--weights",
        "imagenet",
        "--cache",
        folder.resolve("cache").toString(),
        "-o",
        folder.resolve("model").toString());
  }

  private int train(String... arguments) {
    String[] all = new String[arguments.length + 4];
    all[0] = "train";
    all[1] = folder.resolve("pictures").toString();
    all[2] = "-o";
    all[3] = folder.resolve("model").toString();
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    return terminal.run(all);
  }
}
