package io.afterimage.registry;

import static io.afterimage.registry.Events.announced;
import static io.afterimage.registry.Events.pinned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.broker.BrokerProcess;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.kafka.transaction.PublisherFencedException;
import io.afterimage.models.Manifest;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.Models;
import io.afterimage.registry.store.KafkaModelStore;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import io.afterimage.testkit.WholeTopic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaPublishingIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir static Path folder;
  private static BrokerProcess broker;
  private static KafkaClients client;

  @BeforeAll
  static void start() {
    broker = BrokerProcess.start(folder);
    client = KafkaClients.of(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldPublishReadBackAndKeepEverythingWhenTheBrokerIsKilled() {
    TopicNames names = topics("killed.");
    ModelArtifact model = Models.model(Manifest.UNPUBLISHED, 3_000_000, 1);
    Announced second;
    try (ModelPublisher publisher = open(names)) {
      publisher.publish(model);
      second = publisher.publish(Models.model(Manifest.UNPUBLISHED, 2_000_000, 2));
      publisher.pin("v1", Optional.of("wait"));
    }
    broker.kill();
    broker.restart();

    ModelRegistry registry = ModelEventReader.readAll(client, names.modelEvents(), LIMIT);

    assertThat(registry.candidates()).hasSize(2).last().isEqualTo(second);
    Announced active = registry.active().orElseThrow();
    assertThat(active.modelVersion()).isEqualTo("v1");
    try (KafkaModelStore store =
        KafkaModelStore.forReading(client, KafkaModelStore.Settings.of(names.modelArtifacts()))) {
      assertThat(store.get("v1", active.location()).onnx()).isEqualTo(model.onnx());
    }
  }

  @Test
  void shouldKnowItsOwnChangeAtOnce() {
    try (ModelPublisher publisher = open(topics("at-once."))) {
      for (int n = 1; n <= 10; n++) {
        publisher.publish(Models.model(Manifest.UNPUBLISHED, 1000, n));
        assertThat(publisher.registry().active().map(Announced::modelVersion)).contains("v" + n);
      }
    }
  }

  @Test
  void shouldFenceTheEarlierPublisherAndCountOnFromWhatItPublished() {
    TopicNames names = topics("fenced.");
    try (ModelPublisher earlier = open(names)) {
      earlier.publish(Models.model(Manifest.UNPUBLISHED, 1000, 1));
      try (ModelPublisher later = open(names)) {
        assertThatThrownBy(() -> earlier.publish(Models.model(Manifest.UNPUBLISHED, 1000, 2)))
            .isInstanceOf(PublisherFencedException.class);
        assertThatThrownBy(() -> earlier.pin("v1", Optional.empty()))
            .isInstanceOf(PublisherFencedException.class)
            .hasMessageContaining("another process has taken over");

        assertThat(later.publish(Models.model(Manifest.UNPUBLISHED, 1000, 3)).modelVersion())
            .isEqualTo("v2");
        assertThat(later.registry().pinned()).isEmpty();
      }
    }
  }

  /** As the command line beside a trainer: neither ends the other, and no name is taken twice. */
  @Test
  void shouldLetPublishersOfDifferentIdsWorkSideBySide() {
    TopicNames names = topics("beside.");
    try (ModelPublisher trainer = open(names)) {
      trainer.publish(Models.model(Manifest.UNPUBLISHED, 1000, 1));
      List<CompletableFuture<Announced>> publications =
          IntStream.range(0, 6)
              .mapToObj(n -> CompletableFuture.supplyAsync(() -> publishBeside(names, n)))
              .toList();
      trainer.publish(Models.model(Manifest.UNPUBLISHED, 700_000, 50));
      List<Announced> beside = publications.stream().map(CompletableFuture::join).toList();
      trainer.rollBack("v1", Optional.of("it still can"));

      ModelRegistry registry = ModelEventReader.readAll(client, names.modelEvents(), LIMIT);
      assertThat(registry.history())
          .extracting(VersionHistory::version)
          .containsExactlyInAnyOrder("v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8");
      assertThat(registry.history()).extracting(VersionHistory::announced).containsAll(beside);
      try (KafkaModelStore store =
          KafkaModelStore.forReading(client, KafkaModelStore.Settings.of(names.modelArtifacts()))) {
        for (VersionHistory version : registry.history()) {
          Announced announced = version.announced();
          assertThat(Sha256.of(store.get(version.version(), announced.location()).onnx()))
              .isEqualTo(announced.sha256());
        }
      }
    }
  }

  private static Announced publishBeside(TopicNames names, int n) {
    try (ModelPublisher beside =
        ModelPublisher.open(client, names, names.prefix() + "cli-" + n, LIMIT, () -> Events.AT)) {
      return beside.publish(Models.model(Manifest.UNPUBLISHED, 600_000, 100 + n));
    }
  }

  @Test
  void shouldLeaveAnActiveVersionWhenBothAreRolledBackAtOnce() {
    TopicNames names = topics("both.");
    try (ModelPublisher publisher = open(names)) {
      publisher.publish(Models.model(Manifest.UNPUBLISHED, 1000, 1));
      publisher.publish(Models.model(Manifest.UNPUBLISHED, 1000, 2));
    }

    List<CompletableFuture<Boolean>> rollbacks =
        Stream.of("v1", "v2")
            .map(version -> CompletableFuture.supplyAsync(() -> isRolledBack(names, version)))
            .toList();

    assertThat(rollbacks.stream().map(CompletableFuture::join)).containsOnlyOnce(true);
    assertThat(ModelEventReader.readAll(client, names.modelEvents(), LIMIT).candidates())
        .hasSize(1);
  }

  private static boolean isRolledBack(TopicNames names, String version) {
    try (ModelPublisher beside =
        ModelPublisher.open(client, names, names.prefix() + version, LIMIT, () -> Events.AT)) {
      beside.rollBack(version, Optional.empty());
      return true;
    } catch (ModelChangeRefusedException e) {
      return false;
    }
  }

  @Test
  void shouldPruneWhatTheRulesDoNotKeepAndDeleteItsChunks() {
    TopicNames names = topics("pruned.");
    try (ModelPublisher publisher = open(names);
        KafkaModelStore store =
            KafkaModelStore.forReading(
                client, KafkaModelStore.Settings.of(names.modelArtifacts()))) {
      for (int n = 1; n <= 5; n++) {
        publisher.publish(Models.model(Manifest.UNPUBLISHED, 600_000, n));
      }
      publisher.pin("v1", Optional.empty());
      RetentionRules rules = new RetentionRules(2, Duration.ZERO);
      assertThat(publisher.prunable(rules))
          .extracting(Announced::modelVersion)
          .containsExactly("v2", "v3");
      Announced second = publisher.registry().find("v2").orElseThrow();
      assertThat(store.get("v2", second.location()).onnx()).hasSize(600_000);

      publisher.prune(rules, Optional.of("more than two"));

      assertThat(WholeTopic.records(client.properties(), names.modelArtifacts()))
          .filteredOn(record -> record.value() == null)
          .extracting(ConsumerRecord::key)
          .containsExactly(
              "v2/manifest", "v2/00000", "v2/00001", "v3/manifest", "v3/00000", "v3/00001");
      assertThat(publisher.registry().candidates())
          .extracting(Announced::modelVersion)
          .containsExactly("v1", "v5", "v4");
      for (Announced kept : publisher.registry().candidates()) {
        assertThat(store.get(kept.modelVersion(), kept.location()).onnx()).hasSize(600_000);
      }
      assertThat(publisher.prune(rules, Optional.empty())).isEmpty();
      assertThat(publisher.publish(Models.model(Manifest.UNPUBLISHED, 100, 9)).modelVersion())
          .isEqualTo("v6");
    }
  }

  @Test
  void shouldSkipWhatIsNoModelEventAndFollowTheLog() throws Exception {
    TopicNames names = topics("followed.");
    try (KafkaModelEventLog writer =
            new KafkaModelEventLog(client, names.modelEvents(), "followed", LIMIT);
        ModelEventReader reader = new ModelEventReader(client, names.modelEvents())) {
      assertThat(reader.catchUp(LIMIT).active()).isEmpty();
      writer.append(announced("v1"));
      writeRaw(names.modelEvents(), "not json".getBytes(StandardCharsets.UTF_8));
      writeRaw(names.modelEvents(), null);
      writeRaw(
          names.modelEvents(),
          "{\"type\":\"renamed\",\"modelVersion\":\"v1\"}".getBytes(StandardCharsets.UTF_8));
      writer.append(announced("v2"));

      assertThat(reader.catchUp(LIMIT).candidates())
          .containsExactly(announced("v2"), announced("v1"));
      writer.append(pinned("v1"));
      List<ModelEvent> more = List.of();
      for (int attempt = 0; more.isEmpty() && attempt < 900; attempt++) {
        more = reader.poll(Duration.ofMillis(200));
      }
      assertThat(more).containsExactly(pinned("v1"));
      assertThat(reader.registry().active()).contains(announced("v1"));
    }
  }

  @Test
  void shouldSayWhenTheLogIsMissing() {
    assertThatThrownBy(() -> ModelEventReader.readAll(client, "nowhere", Duration.ofSeconds(1)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("nowhere");
  }

  private static ModelPublisher open(TopicNames names) {
    return ModelPublisher.open(client, names, names.prefix() + "publisher", LIMIT, () -> Events.AT);
  }

  private static TopicNames topics(String prefix) {
    TopicSettings settings =
        TopicSettings.defaults().withNames(new TopicNames(prefix)).withPartitions(1);
    try (Admin admin = client.admin()) {
      new TopicAdmin(admin, TopicAdmin.Options.defaults()).create(Topics.definitions(settings));
    }
    return settings.names();
  }

  private static void writeRaw(String topic, byte[] value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            client.properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      assertThat(producer.send(new ProducerRecord<>(topic, 0, null, value)).get().hasOffset())
          .isTrue();
    }
  }
}
