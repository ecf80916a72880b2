package io.afterimage.stream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.BrokerProcess;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.broker.ServiceProcess;
import io.afterimage.config.EnvironmentOptions;
import io.afterimage.images.InputSpec;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.models.ModelArtifact;
import io.afterimage.networks.RandomHeads;
import io.afterimage.registry.ModelEventReader;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.ModelReports;
import io.afterimage.registry.Provenance;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import io.afterimage.stream.Main;
import io.afterimage.testkit.WholeTopic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A real broker, by default in a process of its own, and what tests do with one. */
final class Stage implements AutoCloseable {

  static final int PARTITIONS = 4;

  /** At a size that keeps tests quick. */
  static final RandomHeads MODELS =
      new RandomHeads(List.of("boot", "coat", "shirt"), InputSpec.square(32));

  private final Path folder;
  private final String bootstrapServers;
  private final Optional<BrokerProcess> broker;

  Stage(Path folder) {
    this(
        folder,
        BrokerProcess.start(
            new EmbeddedBrokerConfig(
                folder.resolve("broker"), 0, Map.of("group.min.session.timeout.ms", "1000"))));
  }

  private Stage(Path folder, BrokerProcess broker) {
    this.folder = folder;
    this.bootstrapServers = broker.bootstrapServers();
    this.broker = Optional.of(broker);
  }

  /** On a broker that somebody else started and will stop. */
  Stage(Path folder, String bootstrapServers) {
    this.folder = folder;
    this.bootstrapServers = bootstrapServers;
    this.broker = Optional.empty();
  }

  /** The broker of this stage's own. */
  BrokerProcess broker() {
    return broker.orElseThrow();
  }

  /** A set of topics of its own for each test. */
  TopicNames topics(String prefix) {
    TopicNames names = new TopicNames(prefix);
    try (Admin admin = clients().admin()) {
      new TopicAdmin(admin, TopicAdmin.Options.defaults())
          .create(
              Topics.definitions(
                  TopicSettings.defaults().withNames(names).withPartitions(PARTITIONS)));
    }
    return names;
  }

  KafkaClients clients() {
    return KafkaClients.of(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Options for an instance; a dead one is noticed within seconds. */
  Map<String, String> options(TopicNames names, String instance) {
    Map<String, String> options = new HashMap<>();
    options.put("bootstrap.servers", bootstrapServers);
    options.put("application.id", names.prefix() + "stream");
    options.put("instance.id", instance);
    options.put("topic.prefix", names.prefix());
    options.put("http.port", "0");
    options.put("state.dir", folder.resolve("state-" + names.prefix() + instance).toString());
    options.put("kafka.heartbeat.interval.ms", "500");
    options.put("kafka.main.consumer.session.timeout.ms", "3000");
    options.put("kafka.producer.transaction.timeout.ms", "5000");
    return options;
  }

  ServiceProcess process(TopicNames names, String instance) {
    return new ServiceProcess(
        ServiceProcess.Program.small(
            Main.class,
            EnvironmentOptions.variables(options(names, instance)),
            folder.resolve(names.prefix() + instance + ".log")));
  }

  Announced publish(TopicNames names, ModelArtifact model) {
    try (ModelPublisher publisher =
        ModelPublisher.open(
            clients(), names, names.prefix() + "publisher", limit(), InstantSource.system())) {
      return publisher.publish(model);
    }
  }

  /** As a shadow of this share of the images. */
  Staged stageShadow(TopicNames names, ModelArtifact model, double share) {
    return stage(names, model, ModelEvent.Stage.SHADOW, share);
  }

  /** As a canary of this share of the images. */
  Staged stageCanary(TopicNames names, ModelArtifact model, double share) {
    return stage(names, model, ModelEvent.Stage.CANARY, share);
  }

  private Staged stage(TopicNames names, ModelArtifact model, ModelEvent.Stage as, double share) {
    try (ModelPublisher publisher =
        ModelPublisher.open(
            clients(), names, names.prefix() + "publisher", limit(), InstantSource.system())) {
      return publisher.stage(model, Provenance.NONE, as, share, Optional.empty());
    }
  }

  /** What an instance reports of the version, and nowhere but on the topic of reports. */
  Rejected awaitRejection(TopicNames names, String version) {
    ModelReports reports = new ModelReports(clients(), names.modelReports(), limit());
    Optional<Rejected> rejection =
        await()
            .atMost(limit())
            .until(
                () ->
                    reports.rejections().stream()
                        .filter(rejected -> rejected.modelVersion().equals(version))
                        .findFirst(),
                Optional::isPresent);
    ModelRegistry decided = ModelEventReader.readAll(clients(), names.modelEvents(), limit());
    assertThat(decided.history()).allMatch(known -> known.rejections().isEmpty());
    return rejection.orElseThrow();
  }

  KafkaProducer<String, byte[]> producer() {
    Map<String, Object> properties = new HashMap<>(clients().properties());
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 36 * 1024 * 1024);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    // One after the other: a first batch that is refused cannot be overtaken (KAFKA-15591).
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  /** From the start of every partition of a topic, committed records alone. */
  KafkaConsumer<String, byte[]> consumer(String topic) {
    return WholeTopic.consumer(clients().properties(), topic);
  }

  static Prediction prediction(byte[] value) {
    return EventJson.read(value, Prediction.class);
  }

  static Duration limit() {
    return Duration.ofMinutes(3);
  }

  @Override
  public void close() {
    broker.ifPresent(BrokerProcess::close);
  }
}
