package io.afterimage.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.broker.EmbeddedBroker;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.groups.GroupOwner;
import io.afterimage.schemas.topics.CleanupPolicy;
import io.afterimage.schemas.topics.Retention;
import io.afterimage.schemas.topics.TopicDefinition;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service finds of topics and groups before it starts, on a real broker. */
class TopicInspectionIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static Admin admin;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder));
    admin = clients().admin();
  }

  @AfterAll
  static void stop() {
    admin.close();
    broker.close();
  }

  @Test
  void shouldRefuseToStartWhereModelsWouldBeLostAndRepairIt() {
    TopicNames names = new TopicNames("lost.");
    create(
        names,
        new TopicDefinition(
            names.modelEvents(),
            1,
            CleanupPolicy.DELETE,
            new Retention.For(Duration.ofDays(7)),
            Topics.EVENT_MESSAGE_BYTES,
            Map.of()));
    List<String> required = List.of(names.images(), names.modelEvents());

    assertThatThrownBy(() -> TopicCheck.require("stream", clients(), names, required, LIMIT))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("topic lost.model-events: has retention.ms=604800000")
        .hasMessageContaining("'afterimage topics repair' sets retention.ms=-1")
        .hasMessageContaining("--topic-prefix lost.");

    inspection(names).repair(admin);

    assertThat(inspection(names).faults()).isEmpty();
    assertThat(TopicCheck.require("stream", clients(), names, required, LIMIT))
        .containsEntry(names.modelEvents(), 1);
  }

  @Test
  void shouldRefuseAControlTopicOfTwoPartitions() {
    TopicNames names = new TopicNames("two.");
    create(
        names,
        new TopicDefinition(
            names.control(),
            2,
            CleanupPolicy.DELETE,
            new Retention.For(Duration.ofDays(7)),
            Topics.EVENT_MESSAGE_BYTES,
            Map.of()));

    assertThatThrownBy(
            () -> TopicCheck.require("trainer", clients(), names, List.of(names.control()), LIMIT))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("topic two.control: has 2 partitions, not 1")
        .hasMessageContaining("kafka-topics.sh --delete --topic two.control");
    inspection(names).repair(admin);
    assertThat(inspection(names).losses()).as("settings cannot mend that").hasSize(1);
  }

  @Test
  void shouldFindNothingAtFaultWithTopicsAsMade() {
    TopicNames names = new TopicNames("right.");
    create(names);

    assertThat(inspection(names)).isEqualTo(new TopicInspection(List.of(), Set.of()));
  }

  @Test
  void shouldKeepTheFormerGroupWhoseOffsetsAreOnTheseTopics() {
    TopicNames names = new TopicNames("kept.");
    TopicNames fresh = new TopicNames("fresh.");
    create(names);
    create(fresh);
    commit("old-stream", names.images());

    assertThat(choose(names, "kept.old-stream", "old-stream")).isEqualTo("old-stream");
    assertThat(choose(fresh, "fresh.old-stream", "old-stream")).isEqualTo("fresh.old-stream");
    commit("kept.old-stream", names.images());
    assertThat(choose(names, "kept.old-stream", "old-stream")).isEqualTo("kept.old-stream");
  }

  @Test
  void shouldRefuseAFormerGroupThatTwoPipelinesShared() {
    TopicNames one = new TopicNames("one.");
    TopicNames other = new TopicNames("other.");
    create(one);
    create(other);
    commit("shared-stream", one.images());
    commit("shared-stream", other.images());

    assertThatThrownBy(() -> choose(one, "one.shared-stream", "shared-stream"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("one.images")
        .hasMessageContaining("other.images")
        .hasMessageContaining("application.id=shared-stream")
        .hasMessageContaining("application.id=one.shared-stream");
  }

  @Test
  void shouldNameWhoWorksInTheGroupOnOtherTopics() {
    TopicNames names = new TopicNames("busy.");
    create(names);
    try (KafkaConsumer<byte[], byte[]> member = consumer("busy-group");
        GroupOwner groups = new GroupOwner(clients(), LIMIT)) {
      member.subscribe(List.of(names.control()));
      while (member.assignment().isEmpty()) {
        member.poll(Duration.ofMillis(100));
      }

      groups.requireOwn("application.id", "busy-group", names.control()::equals);
      assertThatThrownBy(
              () -> groups.requireOwn("application.id", "busy-group", "mine.control"::equals))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("group 'busy-group' is in use for other topics, [busy.control]")
          .hasMessageContaining("Set application.id");
    }
  }

  @Test
  void shouldFindTopicsThatDifferOnlyInDotsAndUnderscores() {
    create(new TopicNames("a_b-"));
    try (GroupOwner groups = new GroupOwner(clients(), LIMIT)) {
      assertThat(groups.lookalike("a_b")).isEmpty();
      assertThat(groups.lookalike("a.b").orElseThrow()).startsWith("a_b-");
    }
  }

  private static String choose(TopicNames names, String derived, String former) {
    try (GroupOwner groups = new GroupOwner(clients(), LIMIT)) {
      return groups.choose(
          "application.id",
          derived,
          Optional.of(former),
          "",
          names.images(),
          TopicNames.plain().images());
    }
  }

  private static void commit(String group, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(group)) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(0)));
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String group) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", group),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static TopicInspection inspection(TopicNames names) {
    return TopicInspection.of(admin, names, TopicAdmin.partitions(admin, names.all()));
  }

  private static void create(TopicNames names, TopicDefinition... odd) {
    TopicAdmin topics = new TopicAdmin(admin, TopicAdmin.Options.defaults());
    if (odd.length > 0) {
      topics.create(List.of(odd));
    }
    Set<String> made = Set.of(odd.length > 0 ? odd[0].name() : "");
    topics.create(
        Topics.definitions(TopicSettings.defaults().withNames(names).withPartitions(1)).stream()
            .filter(definition -> !made.contains(definition.name()))
            .toList());
  }

  private static KafkaClients clients() {
    return KafkaClients.of(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }
}
