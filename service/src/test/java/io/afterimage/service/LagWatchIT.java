package io.afterimage.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.EmbeddedBroker;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.kafka.clients.KafkaClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lag as the brokers tell it, while nobody of the group runs. */
class LagWatchIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int IMAGE = 200_000;

  @TempDir static Path folder;
  private static EmbeddedBroker broker;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(EmbeddedBrokerConfig.at(folder));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldTellHowLongTheOldestRecordHasWaitedInWhateverPartition() throws Exception {
    create("images", 3);
    Watched watched = new Watched("stream", "images");
    long now = System.currentTimeMillis();
    for (int partition = 0; partition < 3; partition++) {
      for (int i = 0; i < 5; i++) {
        send("images", partition, now - 1000L * (60 - 10 * partition - i), IMAGE);
      }
    }
    commit("stream", new TopicPartition("images", 0), 4);
    commit("stream", new TopicPartition("images", 1), 5);

    try (LagWatch watch = watch(watched)) {
      await().atMost(LIMIT).until(() -> watch.latest(watched).records() == 6);
      assertThat(watch.seconds(watched)).isBetween(56.0, 57.0 + secondsSince(now));
      assertThat(gauge("afterimage.consumer.lag.records", "images")).isEqualTo(6);

      commit("stream", new TopicPartition("images", 0), 5);
      commit("stream", new TopicPartition("images", 2), 5);

      await().atMost(LIMIT).until(() -> watch.latest(watched).records() == 0);
      assertThat(gauge("afterimage.consumer.lag", "images")).isZero();
    }
  }

  @Test
  void shouldNotTakeTheEndOfATransactionForARecord() throws Exception {
    create("feedback", 1);
    Watched watched = new Watched("intake", "feedback");
    Map<String, Object> properties = properties();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "writer");
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("feedback", new byte[] {1})).get();
      producer.commitTransaction();
    }
    commit("intake", new TopicPartition("feedback", 0), 1);

    try (LagWatch watch = watch(watched)) {
      await().atMost(LIMIT).until(() -> !watch.latest(watched).equals(Lag.UNKNOWN));
      assertThat(watch.latest(watched).records()).isZero();
    }
  }

  @Test
  void shouldTellSinceWhenNothingMoves() throws Exception {
    create("labels", 1);
    Watched watched = new Watched("stuck", "labels");
    send("labels", 0, System.currentTimeMillis(), 10);
    try (LagWatch watch = watch(watched)) {
      await().atMost(LIMIT).until(() -> watch.latest(watched).records() == 1);
      Lag first = watch.latest(watched);
      await().atMost(LIMIT).until(() -> watch.latest(watched).at().isAfter(first.at()));

      assertThat(watch.latest(watched).partitions().values())
          .extracting(PartitionLag::unmovedSince)
          .containsExactly(first.at());
    }
  }

  @Test
  void shouldTellTheLagOfEveryPartitionHoweverMany() throws Exception {
    create("wide", 80);
    Watched watched = new Watched("wide", "wide");
    long now = System.currentTimeMillis();
    long hourAgo = now - Duration.ofHours(1).toMillis();
    for (int partition = 0; partition < 80; partition++) {
      send("wide", partition, partition == 79 ? hourAgo : System.currentTimeMillis(), 10);
      if (partition < 79) {
        send("wide", partition, System.currentTimeMillis(), 10);
      }
    }

    try (LagWatch watch = watch(watched)) {
      await().atMost(LIMIT).until(() -> watch.latest(watched).records() == 159);
      assertThat(watch.seconds(watched)).isBetween(3600.0, 3601.0 + secondsSince(now));
    }
  }

  @Test
  void shouldTellHowLongARecordHasWaitedWhateverItsTimestamp() throws Exception {
    create("odd", 1, Map.of("retention.ms", "-1"));
    Watched watched = new Watched("odd", "odd");
    long now = System.currentTimeMillis();
    try (LagWatch watch = watch(watched)) {
      await().atMost(LIMIT).until(() -> !watch.latest(watched).equals(Lag.UNKNOWN));
      send("odd", 0, 1_772_359_200L, 10);

      await().atMost(LIMIT).until(() -> watch.latest(watched).records() == 1);
      assertThat(watch.seconds(watched)).isBetween(0.0, 60.0 + secondsSince(now));
    }
    try (LagWatch watch = watch(watched)) {
      await().atMost(LIMIT).until(() -> watch.latest(watched).records() == 1);
      assertThat(watch.seconds(watched))
          .isLessThanOrEqualTo((double) Duration.ofDays(31).toSeconds());
    }
  }

  @Test
  void shouldNotKnowTheLagOfATopicThatIsNotThere() {
    Watched watched = new Watched("any", "absent");
    try (LagWatch watch = watch(watched)) {
      assertThat(watch.seconds(watched)).isNaN();
    }
  }

  private LagWatch watch(Watched watched) {
    return LagWatch.start(
        KafkaClients.of(Map.of("bootstrap.servers", broker.bootstrapServers())),
        List.of(watched),
        registry,
        Clock.systemUTC());
  }

  private static double secondsSince(long millis) {
    return (System.currentTimeMillis() - millis) / 1000.0;
  }

  private double gauge(String name, String topic) {
    return registry.get(name).tag("topic", topic).gauge().value();
  }

  private static void create(String topic, int partitions) throws Exception {
    create(topic, partitions, Map.of());
  }

  private static void create(String topic, int partitions, Map<String, String> config)
      throws Exception {
    try (Admin admin = admin()) {
      admin
          .createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(config)))
          .all()
          .get();
      await()
          .atMost(LIMIT)
          .ignoreExceptions()
          .until(
              () ->
                  admin
                          .describeTopics(List.of(topic))
                          .allTopicNames()
                          .get()
                          .get(topic)
                          .partitions()
                          .size()
                      == partitions);
    }
  }

  private static void commit(String group, TopicPartition partition, long next) throws Exception {
    try (Admin admin = admin()) {
      admin
          .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(next)))
          .all()
          .get();
    }
  }

  private static void send(String topic, int partition, long timestamp, int bytes)
      throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties())) {
      producer.send(new ProducerRecord<>(topic, partition, timestamp, null, new byte[bytes])).get();
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private static Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", broker.bootstrapServers());
    properties.put("key.serializer", ByteArraySerializer.class);
    properties.put("value.serializer", ByteArraySerializer.class);
    return properties;
  }
}
