package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recipes with less work than they ask for: what the command line says wins. */
class TrainRecipeIT {

  private static final Path EXTRACTOR =
      Path.of("..", "networks", "src", "test", "resources")
          .resolve(Path.of("io", "afterimage", "networks", "onnx", "extractor", "extractor.onnx"));

  private final TestTerminal terminal = new TestTerminal();

  @TempDir Path folder;

  private String images;
  private String model;

  @BeforeEach
  void drawImages() throws IOException {
    images = GreyImages.draw(folder.resolve("pictures"), 20).toString();
    model = folder.resolve("model").toString();
  }

  @Test
  void shouldTrainTheTutorialsNetworkFromScratch() throws IOException {
    Path report = folder.resolve("report");

    int exitCode =
        terminal.run(
            "train",
            "--recipe",
            "cifar10-cnn",
            images,
            "-o",
            model,
            "--batch",
            "8",
            "--fine-tune",
            "8",
            "--report",
            report.toString());

    assertThat(exitCode).as(terminal.err()).isZero();
    assertThat(terminal.out()).contains("fine-tune", "8/8").doesNotContain("freeze", "9/8");
    assertThat(report.resolve("index.html"))
        .content()
        .contains("67,785 parameters, 67,785 of them trained", "fine-tune 8, all layers")
        .containsPattern("time of the epochs</td><td>\\d+ s");
    assertThat(evaluated()).contains("accuracy           100.0 %");
  }

  @Test
  void shouldTrainVgg16WithAHiddenLayerFromGivenWeights() {
    int exitCode =
        terminal.run(
            "train",
            images,
            "--recipe",
            "cifar10-vgg16",
            "-o",
            model,
            "--weights",
            "none",
            "--size",
            "32",
            "--fine-tune",
            "1",
            "--hidden",
            "16");

    assertThat(exitCode).as(terminal.err()).isZero();
    assertThat(Path.of(model, "model.onnx")).isNotEmptyFile();
  }

  @ParameterizedTest
  @CsvSource({"cats-and-dogs, rotation, 0.2", "cifar10-mobilenetv2, shift, 0.1"})
  void shouldTrainInTwoPhases(String recipe, String varied, String most) {
    int exitCode =
        terminal.run(
            "train",
            images,
            "--recipe",
            recipe,
            "-o",
            model,
            "--size",
            "32",
            "--epochs",
            "1",
            "--fine-tune",
            "1",
            "--test-share",
            "0.5");

    assertThat(exitCode).as(terminal.err()).isZero();
    assertThat(terminal.out()).contains("freeze", "fine-tune", "test accuracy");
    assertThat(Path.of(model, "manifest.json")).content().contains("\"" + varied + "\":" + most);
  }

  @Test
  void shouldNameSettingsThatTrainDoesNotHave() throws IOException {
    Path recipe = Files.writeString(folder.resolve("mine.yaml"), "epochs: 1\nmomentum: 0.9\n");

    assertThat(terminal.run("train", images, "-o", model, "--recipe", recipe.toString()))
        .isNotZero();
    assertThat(terminal.err()).contains("[momentum]");
  }

  @Test
  void shouldLearnAHeadOnAFeatureExtractor() {
    int exitCode =
        onExtractor("--epochs", "20", "--batch", "4", "--learning-rate", "0.01", "--no-augment");

    assertThat(exitCode).as(terminal.err()).isZero();
    assertThat(evaluated()).contains("accuracy           100.0 %");
  }

  @Test
  void shouldSayThatAFeatureExtractorStaysFrozen() {
    int exitCode = onExtractor("--epochs", "1", "--fine-tune", "1");

    assertThat(exitCode).isEqualTo(2);
    assertThat(terminal.err()).contains("only a head can learn on it").doesNotContain("images: ");
    assertThat(folder.resolve("model/model.onnx")).doesNotExist();
  }

  private int onExtractor(String... further) {
    List<String> arguments = new ArrayList<>(List.of("train", images, "-o", model));
    arguments.addAll(List.of("--backbone", EXTRACTOR.toString(), "--preprocessing", "caffe"));
    arguments.addAll(List.of(further));
    return terminal.run(arguments.toArray(String[]::new));
  }

  private String evaluated() {
    TestTerminal other = new TestTerminal();
    assertThat(other.run("evaluate", "--model", model, images)).as(other.err()).isZero();
    return other.out();
  }
}
