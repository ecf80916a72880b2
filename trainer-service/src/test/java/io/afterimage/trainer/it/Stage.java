package io.afterimage.trainer.it;

import io.afterimage.broker.BrokerProcess;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.broker.ServiceProcess;
import io.afterimage.config.EnvironmentOptions;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import io.afterimage.testkit.PngImages;
import io.afterimage.testkit.WholeTopic;
import io.afterimage.trainer.service.Main;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A real broker in its own process, and what tests do with one. */
public final class Stage implements AutoCloseable {

  static final List<String> LABELS = List.of("red", "green", "blue");
  static final int SIZE = 32;

  final Path folder;
  final BrokerProcess broker;
  private final KafkaProducer<String, byte[]> producer;
  private final Admin admin;

  /** Starts the broker. */
  public Stage(Path folder) {
    this.folder = folder;
    this.broker =
        BrokerProcess.start(
            new EmbeddedBrokerConfig(
                folder.resolve("broker"),
                0,
                Map.of(
                    "group.min.session.timeout.ms", "1000",
                    "group.initial.rebalance.delay.ms", "0")));
    this.producer =
        new KafkaProducer<>(
            clients().properties(), new StringSerializer(), new ByteArraySerializer());
    this.admin = clients().admin();
  }

  /** A set of topics of its own for each test. */
  public TopicNames topics(String prefix) {
    TopicNames names = new TopicNames(prefix);
    new TopicAdmin(admin, TopicAdmin.Options.defaults())
        .create(Topics.definitions(TopicSettings.defaults().withNames(names).withPartitions(2)));
    return names;
  }

  /** The same, as a release created them that did not record runs. */
  TopicNames formerTopics(String prefix) {
    TopicNames names = new TopicNames(prefix);
    new TopicAdmin(admin, TopicAdmin.Options.defaults())
        .create(
            Topics.definitions(TopicSettings.defaults().withNames(names).withPartitions(2)).stream()
                .filter(topic -> !topic.name().equals(names.trainingRuns()))
                .toList());
    return names;
  }

  /** Options of a replica whose models are small, and whose death is noticed within seconds. */
  Map<String, String> options(TopicNames names, String replica) {
    Map<String, String> options = new HashMap<>();
    options.put("bootstrap.servers", broker.bootstrapServers());
    options.put("application.id", names.prefix() + "trainer");
    options.put("publisher.id", names.prefix() + "publisher");
    options.put("topic.prefix", names.prefix());
    options.put("http.port", "0");
    options.put("training.size", Integer.toString(SIZE));
    options.put("training.minimum.per.class", "10");
    options.put("freeze.learning.rate", "0.01");
    options.put("refresh.new.labels", "0");
    options.put("state.dir", folder.resolve(names.prefix() + replica).toString());
    options.put("kafka.session.timeout.ms", "3000");
    options.put("kafka.heartbeat.interval.ms", "500");
    return options;
  }

  /** A replica in a child process, to be killed. */
  static ServiceProcess trainer(Map<String, String> options, Path log) {
    return new ServiceProcess(
        ServiceProcess.Program.small(Main.class, EnvironmentOptions.variables(options), log));
  }

  /** What opens clients. */
  public KafkaClients clients() {
    return KafkaClients.of(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  /** Sends a record and waits for it. */
  public ImagePointer send(String topic, String key, byte[] value) {
    try {
      var metadata = producer.send(new ProducerRecord<>(topic, key, value)).get();
      return new ImagePointer(topic, metadata.partition(), metadata.offset());
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends images of that many classes in turn, and then a label for each. */
  public List<LabelledExample> feedback(TopicNames names, int classes, int from, int to) {
    List<LabelledExample> examples = new ArrayList<>();
    for (int i = from; i < to; i++) {
      String id = "picture-%04d".formatted(i);
      ImagePointer at = send(names.images(), id, PngImages.ofClass(SIZE + 8, i % classes, i));
      examples.add(
          new LabelledExample(
              id, at, LABELS.get(i % classes), "red", 0.5, "v0", Instant.ofEpochSecond(1000 + i)));
    }
    examples.forEach(
        example -> send(names.feedback(), example.imageId(), EventJson.write(example)));
    return examples;
  }

  /** Every committed record of a topic, partition by partition. */
  public List<ConsumerRecord<String, byte[]>> records(String topic) {
    return WholeTopic.records(clients().properties(), topic);
  }

  /** The offset behind the last record of a topic's first partition. */
  long end(String topic, IsolationLevel isolation) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
          .partitionResult(partition)
          .get()
          .offset();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Lets the broker hold up a client, once it has sent more than so much over ten seconds: after
   * each request, until its rate is that one again.
   */
  public void slowDown(String clientId, double bytesPerSecond) {
    quota(clientId, bytesPerSecond);
  }

  /** Ends what {@link #slowDown} began. */
  public void fullSpeed(String clientId) {
    quota(clientId, null);
  }

  private void quota(String clientId, Double bytesPerSecond) {
    ClientQuotaEntity client = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, clientId));
    ClientQuotaAlteration.Op rate =
        new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond);
    try {
      admin
          .alterClientQuotas(List.of(new ClientQuotaAlteration(client, List.of(rate))))
          .all()
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** How many records a group has done with, over all partitions, as it committed. */
  public long committed(String group) {
    try {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
    broker.close();
  }
}
