package io.afterimage.kafka.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {

  private static final KafkaClients CLIENTS =
      KafkaClients.of(Map.of("bootstrap.servers", "kafka:9092"));

  @Test
  void shouldSayWhatTheConsumerIsFor() {
    assertThat(CLIENTS.readerSettings("pictures", Map.of()))
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
    assertThat(CLIENTS.readerSettings("pictures", Map.of()).get("client.id"))
        .isNotEqualTo(CLIENTS.readerSettings("pictures", Map.of()).get("client.id"));
  }

  @Test
  void shouldKeepTheNameThatSomebodyChose() {
    KafkaClients named = CLIENTS.with("client.id", "berlin-2");

    assertThat((String) named.readerSettings("lag", Map.of()).get("client.id"))
        .matches("berlin-2-lag-\\d+");
    assertThat(named.properties()).containsEntry("client.id", "berlin-2");
  }

  @Test
  void shouldLetGivenSettingsReplaceDefaultsButNotWhatAClientNeeds() {
    KafkaClients given =
        CLIENTS
            .with("consumer.session.timeout.ms", "20000")
            .with("isolation.level", "read_uncommitted")
            .with("max.poll.records", "9")
            .withDefaults(Map.of("session.timeout.ms", 10_000, "max.poll.records", 100));

    assertThat(given.readerSettings("lag", Map.of("fetch.max.bytes", 7)))
        .containsEntry("session.timeout.ms", "20000")
        .containsEntry("max.poll.records", "9")
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("fetch.max.bytes", 7);
  }

  @Test
  void shouldNotTellSecretsInItsText() {
    assertThat(CLIENTS.with("ssl.key.password", "hush")).asString().doesNotContain("hush");
  }
}
