package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.schemas.events.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandIT {

  @TempDir Path folder;

  private final TestTerminal terminal = new TestTerminal();
  private String images;
  private String model;

  @BeforeEach
  void train() throws IOException {
    images = GreyImages.draw(folder.resolve("pictures"), 20).toString();
    model = folder.resolve("model").toString();
    TestTerminal training = new TestTerminal();
    assertThat(
            training.run(
                "train",
                images,
                "-o",
                model,
                "--size",
                "32",
                "--epochs",
                "4",
                "--learning-rate",
                "0.01",
                "--no-augment"))
        .as(training.err())
        .isZero();
  }

  @Test
  void shouldScoreTheValidationImages() {
    assertThat(terminal.run("evaluate", "--model", model, images)).as(terminal.err()).isZero();
    assertThat(terminal.out())
        .containsPattern("accuracy +100.0 %  \\(95 % interval [\\d.]+ % to 100.0 %, \\d+ images\\)")
        .containsPattern("class +images +recall +precision\n")
        .containsPattern("dark +\\d+ +100.0 % +100.0 %\n")
        .contains("true \\ answered  dark  striped");
  }

  @Test
  void shouldScoreAllImagesAsJsonAndNameBrokenFiles() throws IOException {
    Files.writeString(folder.resolve("pictures/dark/notes.txt"), "no image");

    assertThat(terminal.run("evaluate", "--model", model, "--split", "all", "--json", images))
        .isZero();
    JsonNode json = EventJson.mapper().readTree(terminal.out());
    assertThat(json.get("pictures").asInt()).isEqualTo(40);
    assertThat(json.get("accuracy").asDouble()).isEqualTo(1);
    assertThat(json.get("confusion").get(1).get(1).asInt()).isEqualTo(20);
    assertThat(terminal.err()).contains("skipped dark/notes.txt: not-a-picture");
  }

  @Test
  void shouldSayThatThereIsNothingToScore() throws IOException {
    Path laidOut = folder.resolve("laid-out");
    GreyImages.draw(laidOut.resolve("train"), 20);
    GreyImages.draw(laidOut.resolve("validation"), 20);

    assertThat(terminal.run("evaluate", "--model", model, "--split", "test", laidOut.toString()))
        .isEqualTo(1);
    assertThat(terminal.err()).contains("no usable test images").contains("--split all");
  }

  @Test
  void shouldSayThatThereIsNoModel() {
    assertThat(terminal.run("evaluate", "--model", folder.toString(), images)).isEqualTo(1);
    assertThat(terminal.err()).contains("there is no").contains("manifest.json");
  }
}
