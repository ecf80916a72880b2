package io.afterimage.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedOptionsTest {

  private final SharedOptions shared =
      new SharedOptions(
          Map.of(
              "workers", "1",
              "training.size", "96",
              "picture.max.bytes", "1000",
              "application.id", "mine",
              "http.port", "8081",
              "kafka.client.rack", "a",
              "no.such.option", "x",
              "console.person", "ada",
              "http.host", "::1"));

  @Test
  void shouldGiveTheStreamWhatItKnowsAndWhatNobodyKnows() {
    assertThat(shared.ofStream())
        .containsOnlyKeys(
            "workers",
            "picture.max.bytes",
            "application.id",
            "http.port",
            "kafka.client.rack",
            "no.such.option");
  }

  @Test
  void shouldGiveTheTrainerWhatItKnowsButNotTheStreamsIdentity() {
    assertThat(shared.ofTrainer())
        .containsOnlyKeys(
            "training.size",
            "picture.max.bytes",
            "watch.application.id",
            "kafka.client.rack",
            "http.port")
        .containsEntry("watch.application.id", "mine")
        .containsEntry("http.port", "8082");
    assertThat(new SharedOptions(Map.of("http.port", "0")).ofTrainer())
        .containsEntry("http.port", "0");
  }

  @Test
  void shouldGiveTheConsoleWhatItKnowsButNotTheStreamsPort() {
    assertThat(shared.ofConsole())
        .containsOnlyKeys(
            "console.person",
            "http.host",
            "picture.max.bytes",
            "kafka.client.rack",
            "watch.application.id")
        .containsEntry("watch.application.id", "mine");
  }
}
