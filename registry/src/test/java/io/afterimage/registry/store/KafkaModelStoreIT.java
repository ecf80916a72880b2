package io.afterimage.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.EmbeddedBroker;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.transaction.PublisherFencedException;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.Lineage;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.ModelLimits;
import io.afterimage.models.Models;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaModelStoreIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir static Path folder;
  private static EmbeddedBroker broker;
  private static KafkaClients client;

  @BeforeAll
  static void start() {
    broker =
        EmbeddedBroker.start(
            EmbeddedBrokerConfig.at(folder)
                .withProperties(Map.of("log.cleaner.backoff.ms", "100")));
    client = KafkaClients.of(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldKeepInChunksWhichExamplesAModelWasMadeWithBesideTheModels() throws Exception {
    String topic = topic("lineage", Map.of());
    Lineage lineage =
        new Lineage(
            Map.of("train", IntStream.range(0, 500).mapToObj(i -> "image-" + i * 7919).toList()));
    ModelArtifact model = Models.model("v1", 2000, 1);
    try (KafkaModelStore store =
        KafkaModelStore.forPublishing(client, KafkaModelStore.Settings.of(topic), "lineage")) {
      KafkaLineageStore lineages = new KafkaLineageStore(client, topic, LIMIT, 100);
      lineages.put(model.manifest().sha256(), lineage);
      String location = store.put(model);
      lineages.put("cd".repeat(32), new Lineage(Map.of("test", List.of("one"))));
      Map<String, Lineage> read = new TreeMap<>();

      lineages.read(read::put);

      assertThat(read).hasSize(2).containsEntry(model.manifest().sha256(), lineage);
      assertThat(store.get("v1", location).onnx()).isEqualTo(model.onnx());
    }
  }

  @Test
  void shouldGiveBackModelsOfSeveralMebibytesFromTheirPlaces() throws Exception {
    KafkaModelStore.Settings settings = KafkaModelStore.Settings.of(topic("whole", Map.of()));
    ModelArtifact first = Models.model("v1", 9_123_457, 1);
    ModelArtifact second = Models.model("v2", 512 * 1024 * 3, 2);
    try (KafkaModelStore store = KafkaModelStore.forPublishing(client, settings, "whole");
        KafkaModelStore reader = KafkaModelStore.forReading(client, settings)) {
      String firstPlace = store.put(first);
      String secondPlace = store.put(second);

      assertThat(firstPlace).isEqualTo("whole/0@0");
      assertThat(secondPlace).isEqualTo("whole/0@20");
      assertThat(reader.get("v1", firstPlace).onnx()).isEqualTo(first.onnx());
      assertThat(reader.get("v2", secondPlace).onnx()).isEqualTo(second.onnx());
      assertThat(reader.get("v2", secondPlace).manifest()).isEqualTo(second.manifest());
      assertThatThrownBy(() -> reader.get("v1", secondPlace))
          .isInstanceOf(CorruptArtifactException.class)
          .hasMessageContaining("no manifest");
      assertThatThrownBy(() -> reader.put(first)).hasMessageContaining("reading only");
    }
  }

  @Test
  void shouldFindMissingChunkTruncationAndChangedByte() throws Exception {
    ModelArtifact model = Models.model("v1", 1000, 1);
    KafkaModelStore.Settings settings = settings(topic("damaged", Map.of()), LIMIT);
    try (KafkaModelStore store = KafkaModelStore.forReading(client, settings)) {
      String missing = write(model, records -> records.remove(3));
      String truncated =
          write(
              model,
              records -> {
                ProducerRecord<byte[], byte[]> last = records.remove(10);
                records.add(
                    new ProducerRecord<>(
                        last.topic(), 0, last.key(), Arrays.copyOf(last.value(), 50)));
              });
      String changed = write(model, records -> records.get(5).value()[7] ^= 1);
      String whole = write(model, records -> {});

      assertThat(store.get("v1", whole).onnx()).isEqualTo(model.onnx());
      assertThatThrownBy(() -> store.get("v1", truncated))
          .isInstanceOf(CorruptArtifactException.class)
          .hasMessageContaining("v1/00009")
          .hasMessageContaining("50 bytes");
      assertThatThrownBy(() -> store.get("v1", changed))
          .isInstanceOf(CorruptArtifactException.class)
          .hasMessageContaining("SHA-256");
      write(model, records -> records.subList(4, records.size()).clear());
      String lastMissing = write(model, records -> records.remove(3));
      assertThatThrownBy(() -> store.get("v1", lastMissing))
          .isInstanceOf(CorruptArtifactException.class)
          .hasMessageContaining("v1/00002");
      assertThat(missing).isEqualTo("damaged/0@0");
    }
  }

  @Test
  void shouldReadWhatCompactionLeft() throws Exception {
    String topic =
        topic("compacted", Map.of("segment.ms", "100", "min.cleanable.dirty.ratio", "0.001"));
    KafkaModelStore.Settings settings = settings(topic, LIMIT);
    ModelArtifact newer = Models.model("v1", 900, 2);
    try (KafkaModelStore store = KafkaModelStore.forPublishing(client, settings, "compacted")) {
      String olderPlace = store.put(Models.model("v1", 1000, 1));
      String newerPlace = store.put(newer);
      List<Integer> fillers = new ArrayList<>();
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> {
                fillers.add(fillers.size());
                store.put(Models.model("filler", 10, fillers.size()));
                return firstOffset(topic) > 0;
              });

      assertThat(store.get("v1", newerPlace).onnx()).isEqualTo(newer.onnx());
      assertThat(store.get("v1", olderPlace).onnx()).isEqualTo(newer.onnx());
    }
  }

  @Test
  void shouldWaitForOpenTransactionBeforeJudgingAndGiveUpInTime() throws Exception {
    KafkaModelStore.Settings settings = settings(topic("open", Map.of()), Duration.ofSeconds(2));
    ModelArtifact model = Models.model("v1", 1000, 1);
    try (KafkaProducer<byte[], byte[]> producer = transactional("open-other");
        KafkaModelStore store = KafkaModelStore.forReading(client, settings)) {
      producer.beginTransaction();
      for (var record : ArtifactRecords.of(model, new TopicPartition("open", 0), 100).toList()) {
        producer.send(record).get();
      }

      assertThatThrownBy(() -> store.get("v1", "open/0@0"))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("within PT2S");
      producer.commitTransaction();
    }
    try (KafkaModelStore patient = KafkaModelStore.forReading(client, settings("open", LIMIT))) {
      assertThat(patient.get("v1", "open/0@0").onnx()).isEqualTo(model.onnx());
    }
  }

  @Test
  void shouldShowNothingOfAbortedWrite() throws Exception {
    KafkaModelStore.Settings settings = settings(topic("aborted", Map.of()), LIMIT);
    try (KafkaProducer<byte[], byte[]> producer = transactional("aborted-other");
        KafkaModelStore store = KafkaModelStore.forReading(client, settings)) {
      producer.beginTransaction();
      for (var record :
          ArtifactRecords.of(Models.model("v1", 1000, 1), new TopicPartition("aborted", 0), 100)
              .toList()) {
        producer.send(record).get();
      }
      producer.abortTransaction();

      assertThatThrownBy(() -> store.get("v1", "aborted/0@0"))
          .isInstanceOf(CorruptArtifactException.class)
          .hasMessageContaining("no manifest");
    }
  }

  @Test
  void shouldFenceTheEarlierStoreAndLeaveTheLaterOneWorking() throws Exception {
    KafkaModelStore.Settings settings = settings(topic("fenced", Map.of()), LIMIT);
    ModelArtifact model = Models.model("v1", 1000, 1);
    try (KafkaModelStore earlier = KafkaModelStore.forPublishing(client, settings, "fence");
        KafkaModelStore later = KafkaModelStore.forPublishing(client, settings, "fence")) {
      assertThatThrownBy(() -> earlier.put(model))
          .isInstanceOf(PublisherFencedException.class)
          .hasMessageContaining("fence")
          .hasMessageContaining("another process");
      assertThat(later.get("v1", later.put(model)).onnx()).isEqualTo(model.onnx());
    }
  }

  @Test
  void shouldSayUnavailableWhenBrokersAreNotThere() {
    KafkaModelStore.Settings settings = settings("anywhere", Duration.ofSeconds(1));
    try (KafkaModelStore store =
        KafkaModelStore.forReading(
            KafkaClients.of(Map.of("bootstrap.servers", "127.0.0.1:1")), settings)) {
      assertThatThrownBy(() -> store.get("v1", "anywhere/0@0"))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("anywhere/0@0");
    }
  }

  private static KafkaModelStore.Settings settings(String topic, Duration limit) {
    return new KafkaModelStore.Settings(topic, 100, ModelLimits.of(1 << 20), limit);
  }

  private static String topic(String name, Map<String, String> config) throws Exception {
    Map<String, String> compacted = new HashMap<>(config);
    compacted.put("cleanup.policy", "compact");
    try (Admin admin = client.admin()) {
      admin
          .createTopics(
              List.of(new NewTopic(name, Optional.of(1), Optional.empty()).configs(compacted)))
          .all()
          .get();
    }
    return name;
  }

  private static String write(
      ModelArtifact model, Consumer<List<ProducerRecord<byte[], byte[]>>> damage) {
    TopicPartition partition = new TopicPartition("damaged", 0);
    List<ProducerRecord<byte[], byte[]>> records =
        new ArrayList<>(ArtifactRecords.of(model, partition, 100).toList());
    damage.accept(records);
    try (TransactionalWriter writer = new TransactionalWriter(client, "damage", LIMIT)) {
      return new KafkaLocation(partition, writer.write(records.stream()).offset()).toString();
    }
  }

  private static KafkaProducer<byte[], byte[]> transactional(String id) {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", id),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  private static long firstOffset(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(5))) {
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isNotEmpty();
        return record.offset();
      }
    }
    return 0;
  }
}
