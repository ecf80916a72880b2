package io.afterimage.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicsTest {

  private static final TopicSettings SETTINGS =
      TopicSettings.defaults().withNames(new TopicNames("shop.")).withPartitions(3);

  private final Map<String, TopicDefinition> topics =
      Topics.definitions(SETTINGS).stream()
          .collect(Collectors.toMap(TopicDefinition::name, Function.identity()));

  @Test
  void shouldPutPrefixBeforeEveryName() {
    assertThat(topics.keySet())
        .containsExactlyInAnyOrder(
            "shop.images",
            "shop.predictions",
            "shop.shadow-predictions",
            "shop.labels",
            "shop.feedback",
            "shop.training-set",
            "shop.model-artifacts",
            "shop.model-events",
            "shop.model-reports",
            "shop.control",
            "shop.control-replies",
            "shop.training-runs",
            "shop.label-requests",
            "shop.dead-letters");
  }

  @Test
  void shouldGiveTopicsKeyedByImageIdTheSamePartitions() {
    assertThat(
            List.of(
                topics.get("shop.images").partitions(),
                topics.get("shop.predictions").partitions(),
                topics.get("shop.shadow-predictions").partitions(),
                topics.get("shop.labels").partitions(),
                topics.get("shop.feedback").partitions(),
                topics.get("shop.dead-letters").partitions()))
        .containsOnly(3);
  }

  @Test
  void shouldKeepModelEventsForEverInOnePartition() {
    TopicDefinition events = topics.get("shop.model-events");

    assertThat(events.partitions()).isEqualTo(1);
    assertThat(events.config())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "-1")
        .containsEntry("retention.bytes", "-1");
  }

  @Test
  void shouldCompactArtefactsTrainingSetAndRuns() {
    assertThat(topics.get("shop.model-artifacts").config())
        .containsEntry("cleanup.policy", "compact");
    assertThat(topics.get("shop.training-set").config()).containsEntry("cleanup.policy", "compact");
    assertThat(topics.get("shop.training-runs").config())
        .containsEntry("cleanup.policy", "compact")
        .containsEntry("retention.ms", "-1");
  }

  @Test
  void shouldLetImagesOf20MegabytesIntoImagesAndDeadLetters() {
    assertThat(topics.get("shop.images").maxMessageBytes()).isGreaterThan(20_000_000);
    assertThat(topics.get("shop.dead-letters").maxMessageBytes())
        .isEqualTo(topics.get("shop.images").maxMessageBytes());
  }

  @Test
  void shouldUseConfiguredRetention() {
    TopicSettings settings = SETTINGS.withRetention(Duration.ofHours(2), Duration.ofDays(30));

    Map<String, String> retention =
        Topics.definitions(settings).stream()
            .collect(
                Collectors.toMap(
                    TopicDefinition::name, topic -> topic.config().get("retention.ms")));

    assertThat(retention)
        .containsEntry("shop.images", "7200000")
        .containsEntry("shop.dead-letters", "7200000")
        .containsEntry("shop.labels", "2592000000");
  }

  @Test
  void shouldRefuseSettingsThatKafkaWouldNotTake() {
    assertThatThrownBy(() -> new TopicNames("my topics/")).hasMessageContaining("'my topics/'");
    assertThatThrownBy(() -> SETTINGS.withPartitions(0)).hasMessageContaining("partitions is 0");
    assertThatThrownBy(() -> SETTINGS.withReplicationFactor((short) 0))
        .hasMessageContaining("replication factor is 0");
    assertThatThrownBy(
            () -> Topics.definitions(SETTINGS.withRetention(Duration.ZERO, Duration.ZERO)))
        .hasMessageContaining("PT0S");
  }
}
