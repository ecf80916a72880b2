package io.afterimage.kafka.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LoneConsumerTest {

  private static final Map<String, Object> CLIENT = Map.of("bootstrap.servers", "kafka:9092");

  @Test
  void shouldSayWhatTheConsumerIsFor() {
    assertThat(LoneConsumer.settings(CLIENT, "pictures", "none"))
        .containsEntry("bootstrap.servers", "kafka:9092")
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("enable.auto.commit", false)
        .containsEntry("auto.offset.reset", "none")
        .doesNotContainKey("group.id")
        .hasEntrySatisfying(
            "client.id", id -> assertThat((String) id).matches("afterimage-pictures-\\d+"));
  }

  @Test
  void shouldNameNoTwoAlike() {
    assertThat(LoneConsumer.settings(CLIENT, "pictures", "none").get("client.id"))
        .isNotEqualTo(LoneConsumer.settings(CLIENT, "pictures", "none").get("client.id"));
  }

  @Test
  void shouldKeepTheNameThatSomebodyChose() {
    Map<String, Object> client = Map.of("client.id", "berlin-2");

    assertThat((String) LoneConsumer.settings(client, "lag", "none").get("client.id"))
        .matches("berlin-2-lag-\\d+");
    assertThat(client).containsOnly(Map.entry("client.id", "berlin-2"));
  }
}
