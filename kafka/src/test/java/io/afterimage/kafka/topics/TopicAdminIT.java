package io.afterimage.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.EmbeddedBroker;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.topics.TopicAdmin.Options;
import io.afterimage.kafka.topics.TopicReport.ConfigChanged;
import io.afterimage.kafka.topics.TopicReport.ConfigDiffers;
import io.afterimage.kafka.topics.TopicReport.Created;
import io.afterimage.kafka.topics.TopicReport.Outcome;
import io.afterimage.kafka.topics.TopicReport.Refused;
import io.afterimage.kafka.topics.TopicReport.Unchanged;
import io.afterimage.schemas.topics.TopicDefinition;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicAdminIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final short BROKER_DEFAULT = TopicSettings.BROKER_DEFAULT_REPLICATION;

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static Admin admin;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder));
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  @AfterAll
  static void stop() {
    admin.close();
    broker.close();
  }

  @Test
  void shouldMakeEveryTopicAndFindItUnchangedAfterwards() throws Exception {
    List<TopicDefinition> definitions = Topics.definitions(settings("all."));

    List<TopicReport> first = create(definitions, Options.defaults());
    List<TopicReport> second = create(definitions, Options.defaults());

    assertThat(first)
        .hasSize(definitions.size())
        .allSatisfy(report -> assertThat(report.outcome()).isInstanceOf(Created.class));
    assertThat(second)
        .allSatisfy(report -> assertThat(report.outcome()).isEqualTo(new Unchanged()));
    assertThat(partitions("all.images")).isEqualTo(2);
  }

  /** A broker describes a topic before it has opened all its partitions. */
  @Test
  void shouldLeaveNoPartitionOfANewTopicWithoutItsLeader() throws Exception {
    create(Topics.definitions(settings("first.")), Options.defaults());
    try (KafkaProducer<byte[], byte[]> hasty = hastyProducer()) {
      assertThat(hasty.partitionsFor("first.images")).hasSize(2);

      create(
          Topics.definitions(settings("wide.").withPartitions(100)).subList(0, 1),
          Options.defaults());

      requireAllTakeRecords(hasty, "wide.images", 100);
    }
  }

  @Test
  void shouldLeaveNoPartitionOfAnEmptiedTopicWithoutItsLeader() throws Exception {
    create(Topics.definitions(settings("second.")).subList(0, 1), Options.defaults());
    create(
        Topics.definitions(settings("full.").withPartitions(100)).subList(0, 1),
        Options.defaults());
    try (KafkaProducer<byte[], byte[]> earlier = hastyProducer()) {
      requireAllTakeRecords(earlier, "full.images", 100);
    }
    try (KafkaProducer<byte[], byte[]> hasty = hastyProducer()) {
      assertThat(hasty.partitionsFor("second.images")).hasSize(2);

      EmptiedTopics.empty(admin, "full.images");

      requireAllTakeRecords(hasty, "full.images", 100);
    }
  }

  private static KafkaProducer<byte[], byte[]> hastyProducer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "retries",
            0,
            "enable.idempotence",
            false),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** As their first ones. */
  private static void requireAllTakeRecords(
      KafkaProducer<byte[], byte[]> hasty, String topic, int partitions) throws Exception {
    for (int partition = partitions - 1; partition >= 0; partition--) {
      var sent = hasty.send(new ProducerRecord<>(topic, partition, null, new byte[1]));
      assertThat(sent.get().offset()).isZero();
    }
  }

  @Test
  void shouldTakeImageOf20Megabytes() throws Exception {
    create(Topics.definitions(settings("large.")), Options.defaults());

    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "max.request.size",
                Topics.IMAGE_MESSAGE_BYTES,
                "buffer.memory",
                64L << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      var sent = producer.send(new ProducerRecord<>("large.images", new byte[20_000_000])).get();

      assertThat(sent.serializedValueSize()).isEqualTo(20_000_000);
    }
  }

  @Test
  void shouldRefuseToChangePartitionsAndNameBothNumbers() throws Exception {
    create(Topics.definitions(settings("fixed.")), Options.defaults());

    Map<String, Outcome> outcomes =
        outcomes(
            create(
                Topics.definitions(settings("fixed.").withPartitions(5)),
                new Options(BROKER_DEFAULT, false, true)));

    assertThat(outcomes.get("fixed.images"))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.why())
                    .contains("2 partitions")
                    .contains("configured are 5")
                    .contains("never changed here"));
    assertThat(outcomes.get("fixed.control")).isEqualTo(new Unchanged());
    assertThat(partitions("fixed.images")).isEqualTo(2);
  }

  @Test
  void shouldMakeNothingBesideATopicOfAnotherNumberOfPartitions() throws Exception {
    admin.createTopics(List.of(new NewTopic("auto.images", 1, (short) 1))).all().get();
    await().atMost(LIMIT).until(() -> admin.listTopics().names().get().contains("auto.images"));

    Map<String, Outcome> outcomes =
        outcomes(create(Topics.definitions(settings("auto.")), Options.defaults()));

    assertThat(outcomes.values()).allSatisfy(o -> assertThat(o).isInstanceOf(Refused.class));
    assertThat(outcomes.get("auto.labels").toString()).contains("auto.images has 1 partitions");
    assertThat(admin.listTopics().names().get())
        .filteredOn(name -> name.startsWith("auto."))
        .containsExactly("auto.images");
  }

  @Test
  void shouldGiveTheKeyedTopicsMorePartitionsAndRemoveWhatTheStreamRemembers() throws Exception {
    create(Topics.definitions(settings("grow.")), Options.defaults());
    String changelog = "grow-stream-feedback-labels-changelog";
    admin.createTopics(List.of(new NewTopic(changelog, 2, (short) 1))).all().get();
    await().atMost(LIMIT).until(() -> InternalTopics.of(admin, "grow-stream").size() == 1);
    TopicExpansion expansion = new TopicExpansion(admin, new TopicNames("grow."), "grow-stream");

    TopicExpansion.Plan plan = expansion.plan(5);
    assertThat(plan.grow()).hasSize(6).containsEntry("grow.images", 2);
    assertThat(plan.remove()).containsEntry(changelog, 2);
    assertThatThrownBy(
            () ->
                InternalTopics.require(
                    KafkaClients.of(Map.of("bootstrap.servers", broker.bootstrapServers())),
                    "grow-stream",
                    5))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(changelog)
        .hasMessageContaining("topics expand --application-id grow-stream --partitions 5");
    expansion.apply(plan, 5);

    await().atMost(LIMIT).until(() -> partitions("grow.images") == 5 && expansion.plan(5).isDone());
    assertThat(partitions("grow.feedback")).isEqualTo(5);
    assertThat(partitions("grow.control")).isEqualTo(1);
    assertThatThrownBy(() -> expansion.plan(4)).hasMessageContaining("cannot take any away");
    assertThat(create(Topics.definitions(settings("grow.").withPartitions(5)), Options.defaults()))
        .allSatisfy(report -> assertThat(report.outcome()).isEqualTo(new Unchanged()));
  }

  @Test
  void shouldNotGrowUnderARunningStream() throws Exception {
    create(Topics.definitions(settings("busy.")), Options.defaults());
    TopicExpansion expansion = new TopicExpansion(admin, new TopicNames("busy."), "busy-stream");
    try (KafkaConsumer<byte[], byte[]> member =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", "busy-stream"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      member.subscribe(List.of("busy.images"));
      await()
          .until(
              () ->
                  member.poll(Duration.ofMillis(100)).isEmpty() && !member.assignment().isEmpty());

      assertThatThrownBy(() -> expansion.plan(5)).hasMessageContaining("end every instance");
    }
  }

  @Test
  void shouldChangeSettingsOnlyWhenToldTo() {
    create(Topics.definitions(settings("tuned.")), Options.defaults());
    List<TopicDefinition> longer =
        Topics.definitions(
            settings("tuned.").withRetention(Duration.ofDays(1), TopicSettings.DEFAULT_RETENTION));
    List<ConfigDifference> differences =
        List.of(new ConfigDifference("retention.ms", "604800000", "86400000"));

    Map<String, Outcome> asked = outcomes(create(longer, Options.defaults()));
    Map<String, Outcome> dry = outcomes(create(longer, new Options(BROKER_DEFAULT, true, true)));
    Map<String, Outcome> applied =
        outcomes(create(longer, new Options(BROKER_DEFAULT, false, true)));
    Map<String, Outcome> after = outcomes(create(longer, Options.defaults()));

    assertThat(asked.get("tuned.images")).isEqualTo(new ConfigDiffers(differences));
    assertThat(dry.get("tuned.images")).isEqualTo(new ConfigChanged(differences));
    assertThat(applied.get("tuned.images")).isEqualTo(new ConfigChanged(differences));
    assertThat(after.get("tuned.images")).isEqualTo(new Unchanged());
  }

  @Test
  void shouldMakeNothingInDryRun() throws Exception {
    List<TopicReport> reports =
        create(Topics.definitions(settings("dry.")), new Options(BROKER_DEFAULT, true, false));

    assertThat(reports)
        .allSatisfy(report -> assertThat(report.outcome()).isInstanceOf(Created.class));
    assertThat(admin.listTopics().names().get()).noneMatch(name -> name.startsWith("dry."));
  }

  @Test
  void shouldReportWhatTheBrokerDoesNotMake() {
    List<TopicReport> reports =
        create(Topics.definitions(settings("three.")), new Options((short) 3, false, false));

    assertThat(reports)
        .allSatisfy(
            report ->
                assertThat(report.outcome())
                    .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.why()).containsIgnoringCase("replication")));
  }

  private static TopicSettings settings(String prefix) {
    return TopicSettings.defaults().withNames(new TopicNames(prefix)).withPartitions(2);
  }

  private static List<TopicReport> create(List<TopicDefinition> definitions, Options options) {
    return new TopicAdmin(admin, options).create(definitions);
  }

  private static Map<String, Outcome> outcomes(List<TopicReport> reports) {
    return reports.stream().collect(Collectors.toMap(TopicReport::topic, TopicReport::outcome));
  }

  private static int partitions(String topic) throws ExecutionException, InterruptedException {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .size();
  }
}
