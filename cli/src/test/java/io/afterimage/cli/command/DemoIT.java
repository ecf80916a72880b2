package io.afterimage.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.events.EventJson;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole demonstration in this process. */
class DemoIT {

  @TempDir Path folder;

  @Test
  void shouldLearnFromLabelsAndAnswerEveryPictureOnce() throws IOException {
    TestTerminal terminal = new TestTerminal();
    Path report = folder.resolve("report.json");

    int exitCode =
        terminal.run(
            "demo",
            "--once",
            "--report",
            report.toString(),
            "--data",
            folder.resolve("data").toString());

    assertThat(exitCode).as(terminal.err()).isZero();
    JsonNode figures = EventJson.mapper().readTree(report.toFile());
    assertThat(figures.get("lost").asLong()).isZero();
    assertThat(figures.get("duplicated").asLong()).isZero();
    assertThat(figures.get("deadLetters").asLong()).isEqualTo(5);
    assertThat(figures.get("pictures").asLong())
        .isEqualTo(figures.get("predictions").asLong() + figures.get("deadLetters").asLong());
    assertThat(figures.get("predictions").asLong()).isGreaterThan(1500);
    assertThat(figures.get("versions")).extracting(JsonNode::asText).containsExactly("v1", "v2");
    JsonNode accuracy = figures.get("accuracyByVersion");
    assertThat(accuracy.get("v1").asDouble()).isGreaterThan(0.3);
    assertThat(accuracy.get("v2").asDouble())
        .isGreaterThan(accuracy.get("v1").asDouble() + 0.03)
        .isGreaterThan(0.75);
    assertThat(figures.get("labels").asLong()).isEqualTo(1900);
    JsonNode run = figures.get("run");
    assertThat(run.get("trigger").asText()).matches("1[5-9]\\d\\d new labels");
    assertThat(run.get("version").asText()).isEqualTo("v2");
    assertThat(run.get("candidateAccuracy").asDouble())
        .isGreaterThan(run.get("activeAccuracy").asDouble());
    assertThat(terminal.out()).contains("0 lost, 0 duplicated", "too-many-pixels", "truncated");
  }
}
