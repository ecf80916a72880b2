package io.afterimage.kafka.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientRoleTest {

  private static final Map<String, String> GIVEN =
      Map.ofEntries(
          Map.entry("security.protocol", "SSL"),
          Map.entry("group.protocol", "streams"),
          Map.entry("acks", "1"),
          Map.entry("max.poll.records", "9"),
          Map.entry("my.interceptor.url", "here"),
          Map.entry("client.rack", "a"),
          Map.entry("consumer.client.rack", "b"),
          Map.entry("producer.linger.ms", "7"),
          Map.entry("admin.retries", "2"),
          Map.entry("main.consumer.max.poll.records", "5"),
          Map.entry("streams.num.standby.replicas", "1"),
          Map.entry("group.id", "mine"));

  @Test
  void shouldGiveEachClientWhatBelongsToIt() {
    assertThat(ClientRole.CONSUMER.settings(GIVEN))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "security.protocol", "SSL",
                "max.poll.records", "9",
                "my.interceptor.url", "here",
                "client.rack", "b"));
    assertThat(ClientRole.PRODUCER.settings(GIVEN))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "security.protocol", "SSL",
                "acks", "1",
                "my.interceptor.url", "here",
                "linger.ms", "7"));
    assertThat(ClientRole.ADMIN.settings(GIVEN))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("security.protocol", "SSL", "my.interceptor.url", "here", "retries", "2"));
  }

  @Test
  void shouldGiveKafkaStreamsItsProtocolAndWhatItPassesOn() {
    assertThat(ClientRole.streams(GIVEN))
        .containsEntry("group.protocol", "streams")
        .containsEntry("num.standby.replicas", "1")
        .containsEntry("consumer.client.rack", "b")
        .containsEntry("main.consumer.max.poll.records", "5")
        .containsEntry("security.protocol", "SSL")
        .doesNotContainKey("streams.num.standby.replicas");
  }

  @Test
  void shouldKeepAProtocolOfConsumersFromKafkaStreams() {
    Map<String, String> given = Map.of("group.protocol", "consumer");

    assertThat(ClientRole.streams(given)).isEmpty();
    assertThat(ClientRole.CONSUMER.settings(given)).containsEntry("group.protocol", "consumer");
  }
}
