package io.afterimage.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.cli.fetch.FileServer;
import io.afterimage.networks.backbone.KnownBackbone;
import io.afterimage.networks.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
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
  void drawImages() throws IOException {
    GreyImages.draw(folder.resolve("pictures"), 12);
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
  void shouldChooseABackboneByWhatItMeasures() throws IOException {
    assertThat(train("--backbone", "auto", "--size", "32")).as(terminal.err()).isZero();

    assertThat(terminal.out())
        .containsPattern("mobilenetv2 +32 +[\\d.]+ +[\\d.]+% +[\\d.]+\n")
        .containsPattern("efficientnet-lite0 +32 ")
        .containsPattern("efficientnet-lite2 +32 ");
    Matcher chosen = Pattern.compile("backbone: (\\S+)\n").matcher(terminal.err());
    assertThat(chosen.find()).isTrue();
    assertThat(folder.resolve("model/manifest.json"))
        .content()
        .containsPattern("\"backbone\" *: *\"" + chosen.group(1) + "\"");
  }

  @Test
  void shouldSayWhatIsNotLearnedFromAndCountTheRest() throws IOException {
    Path images = folder.resolve("pictures");
    Files.copy(
        images.resolve("dark/0.png"),
        Files.createDirectories(images.resolve("birds")).resolve("0.png"));
    Files.copy(
        images.resolve("dark/0.png"),
        Files.createDirectories(images.resolve("cats")).resolve("0.png"));
    for (int i = 0; i < 9; i++) {
      Files.writeString(images.resolve("cats/" + i + ".txt"), "no image");
    }
    for (int i = 0; i < 7; i++) {
      Files.writeString(images.resolve("dark/" + i + ".txt"), "no image");
    }
    Files.writeString(
        Files.createDirectories(folder.resolve("model")).resolve("model.onnx"), "an old model");

    assertThat(
            train(
                "--backbone", "cifar10-cnn", "--epochs", "1", "--resume", "--min-per-class", "10"))
        .as(terminal.err())
        .isZero();
    assertThat(terminal.err())
        .contains("left out birds: only 1", "left out cats: only 1")
        .contains("2 classes: dark, striped");
    assertThat(terminal.err().lines())
        .filteredOn(line -> line.matches("skipped (cats|dark)/\\d\\.txt: not-a-picture: .*"))
        .hasSize(9 + 7)
        .doesNotHaveDuplicates();
    assertThat(terminal.err()).contains("training from the beginning; its model will be");
    String counts =
        terminal.err().lines().filter(line -> line.startsWith("images: ")).findFirst().orElse("");
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
    Safetensors.write(KnownBackbone.MOBILENETV2.shippedWeights(), weights);

    assertThat(train("--size", "32", "--epochs", "1", "--weights", weights.toString()))
        .as(terminal.err())
        .isZero();
    assertThat(terminal.err()).contains("mobilenetv2: weights of " + weights);
  }

  @Test
  void shouldNameWhatIsWrongWithWeightsOfAnotherBackboneAndWriteNothing() throws IOException {
    Path weights = folder.resolve("weights.safetensors");
    Safetensors.write(KnownBackbone.MOBILENETV2.shippedWeights(), weights);

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
  void shouldTrainOnOfficialWeightsAndNeedTheirSiteOnce() throws IOException {
    byte[] weights = Files.readAllBytes(KerasMobileNet.write(folder.resolve("published.h5"), 96));
    FileServer server = new FileServer().with(OFFICIAL, weights);
    byte[] first;
    try (server) {
      assertThat(imagenet(server.address().toString(), "--epochs", "1"))
          .as(terminal.err())
          .isZero();
      first = Files.readAllBytes(folder.resolve("model/model.onnx"));
      assertThat(server.ranges()).containsExactly("all");
    }

    assertThat(imagenet(server.address().toString(), "--epochs", "1")).as(terminal.err()).isZero();
    assertThat(folder.resolve("model/model.onnx")).hasBinaryContent(first);
    assertThat(terminal.err())
        .contains("mobilenetv2: weights of " + folder.resolve("cache") + "/mobilenet_v2_weights");
  }

  @Test
  void shouldNotKeepAPageThatCameInPlaceOfWeights() throws IOException {
    byte[] page = "<!doctype html><title>Please log in</title>".getBytes(UTF_8);
    try (FileServer server = new FileServer().with(OFFICIAL, page)) {
      assertThat(imagenet(server.address().toString())).isEqualTo(1);
      assertThat(terminal.err())
          .contains(server.address() + OFFICIAL, "not a Keras file", "discarded", "--weights FILE");
      assertThat(folder.resolve("cache")).isEmptyDirectory();

      imagenet(server.address().toString());
      assertThat(server.ranges()).containsExactly("all", "all");
    }
  }

  @Test
  void shouldNotKeepAKerasFileThatIsCutOff() throws IOException {
    byte[] weights = Files.readAllBytes(KerasMobileNet.write(folder.resolve("published.h5"), 96));
    try (FileServer server = new FileServer().with(OFFICIAL, Arrays.copyOf(weights, 10_000))) {
      assertThat(imagenet(server.address().toString())).isEqualTo(1);
      assertThat(terminal.err()).contains("discarded", "damaged or cut off");
      assertThat(folder.resolve("cache")).isEmptyDirectory();
    }
  }

  @Test
  void shouldNameTheVariableOfASiteThatIsNoAddress() {
    assertThat(imagenet("nonsense")).isEqualTo(1);
    assertThat(terminal.err()).contains("AFTERIMAGE_WEIGHTS_SITE is 'nonsense'");
  }

  @Test
  void shouldSayWhatToDoWhenOfficialWeightsCannotBeFetched() throws IOException {
    FileServer server = new FileServer();
    server.close();

    assertThat(imagenet(server.address().toString())).isEqualTo(1);
    assertThat(terminal.err())
        .contains("is this machine offline?", "--weights")
        .doesNotContain("?.");
  }

  private int imagenet(String site, String... further) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "train",
                folder.resolve("pictures").toString(),
                "--size",
                "96",
                "--weights",
                "imagenet",
                "--cache",
                folder.resolve("cache").toString(),
                "-o",
                folder.resolve("model").toString()));
    all.addAll(List.of(further));
    return terminal.run(Map.of(BaseOptions.SITE, site), all.toArray(String[]::new));
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
