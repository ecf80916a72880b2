package io.afterimage.benchmarks.rig;

import io.afterimage.broker.BrokerProcess;
import io.afterimage.broker.EmbeddedBrokerConfig;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.models.ModelArtifact;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.registry.Provenance;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.TopicSettings;
import io.afterimage.schemas.topics.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.commons.io.file.PathUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/**
 * A broker in its own process with every topic as an installation has them, in a folder that goes
 * away with it.
 */
public final class Installation implements AutoCloseable {

  private static final Duration PUBLISH_LIMIT = Duration.ofMinutes(1);

  /** What a long run sends stays on disk for seconds alone. */
  private static final Map<String, String> FORGETFUL =
      Map.of("log.retention.check.interval.ms", "2000", "log.segment.delete.delay.ms", "1000");

  private final Path folder;
  private final BrokerProcess broker;
  private final TopicNames names = TopicNames.plain();

  private Installation(Path folder, BrokerProcess broker) {
    this.folder = folder;
    this.broker = broker;
  }

  /** Starts the broker and creates the topics with their default settings. */
  public static Installation open() {
    try {
      Path folder = Files.createTempDirectory("afterimage-benchmark");
      Installation installation =
          new Installation(
              folder,
              BrokerProcess.start(
                  new EmbeddedBrokerConfig(folder.resolve("broker"), 0, FORGETFUL)));
      try (Admin admin = installation.clients().admin()) {
        new TopicAdmin(admin, TopicAdmin.Options.defaults())
            .create(Topics.definitions(TopicSettings.defaults()));
      }
      return installation;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The topics. */
  public TopicNames names() {
    return names;
  }

  /** The broker's process. */
  public ProcessFigures broker() {
    return ProcessFigures.of(broker.pid());
  }

  /** Where the broker is. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** What opens clients of the broker. */
  public KafkaClients clients() {
    return KafkaClients.of(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  /** The folder for files of this run. */
  public Path folder() {
    return folder;
  }

  /**
   * Options of an instance, defaults but for what must differ, and for {@code further} ones.
   *
   * @param application a new one reads the images from their start
   */
  public Map<String, String> options(
      String application, String instance, int httpPort, Map<String, String> further) {
    Map<String, String> options = new HashMap<>();
    options.put("bootstrap.servers", broker.bootstrapServers());
    options.put("application.id", application);
    options.put("instance.id", instance);
    options.put("http.port", Integer.toString(httpPort));
    options.put("state.dir", folder.resolve("state-" + application + instance).toString());
    options.putAll(further);
    return options;
  }

  /** Publishes a version as the trainer does: stored, read back, announced. */
  public Announced publish(ModelArtifact model) {
    try (ModelPublisher publisher =
        ModelPublisher.open(clients(), names, "benchmark", PUBLISH_LIMIT, InstantSource.system())) {
      return publisher.publish(model);
    }
  }

  /**
   * Stages a version as a shadow of this share of the images, in the place of the one before; 0
   * only ends that one.
   */
  public void stageShadow(ModelArtifact model, double share) {
    try (ModelPublisher publisher =
        ModelPublisher.open(clients(), names, "benchmark", PUBLISH_LIMIT, InstantSource.system())) {
      if (share > 0) {
        publisher.stage(model, Provenance.NONE, Stage.SHADOW, share, Optional.empty());
      } else {
        publisher
            .registry()
            .staged()
            .ifPresent(staged -> publisher.rollBack(staged.modelVersion(), Optional.empty()));
      }
    }
  }

  /** Lets the broker forget images soon after they were read; for runs longer than its disk. */
  public void keepOnlyNewestImages() {
    ConfigResource images = new ConfigResource(ConfigResource.Type.TOPIC, names.images());
    List<AlterConfigOp> settings =
        List.of(set("segment.bytes", 32L * 1024 * 1024), set("retention.bytes", 64L * 1024 * 1024));
    asAdmin(admin -> admin.incrementalAlterConfigs(Map.of(images, settings)).all().get());
  }

  /** How many dead letters there are, if markers of transactions are counted as well. */
  public long deadLetters() {
    return ends(names.deadLetters()).values().stream().mapToLong(Long::longValue).sum();
  }

  /** The offsets that a group has committed in a topic, added up. */
  public long committed(String group, String topic) {
    return offsets(group).entrySet().stream()
        .filter(entry -> entry.getKey().topic().equals(topic))
        .mapToLong(entry -> entry.getValue().offset())
        .sum();
  }

  /**
   * Whether a group has done with all that is committed in a topic that is written in transactions:
   * behind its last record there is the marker of the commit, or nothing.
   */
  public boolean hasRead(String group, String topic) {
    Map<TopicPartition, OffsetAndMetadata> offsets = offsets(group);
    return ends(topic).entrySet().stream()
        .allMatch(
            end ->
                end.getValue() == 0
                    || (offsets.containsKey(end.getKey())
                        && offsets.get(end.getKey()).offset() >= end.getValue() - 1));
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(String group) {
    return asAdmin(
        admin -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
  }

  private Map<TopicPartition, Long> ends(String topic) {
    return asAdmin(
        admin -> {
          Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get()
              .get(topic)
              .partitions()
              .forEach(
                  partition ->
                      asked.put(
                          new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
          Map<TopicPartition, Long> ends = new HashMap<>();
          admin
              .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
              .all()
              .get()
              .forEach((partition, end) -> ends.put(partition, end.offset()));
          return ends;
        });
  }

  /** Waits until this many processes of an application have partitions. */
  public void awaitMembers(String application, int processes) {
    long end = System.nanoTime() + PUBLISH_LIMIT.toNanos();
    while (partitionsPerProcess(application).size() < processes) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "partitions are with %s, not with %d processes"
                .formatted(partitionsPerProcess(application), processes));
      }
      Load.last(Duration.ofMillis(200));
    }
  }

  /** How many partitions each process of an application has, those that have some. */
  public List<Integer> partitionsPerProcess(String application) {
    return asAdmin(
        admin ->
            List.copyOf(
                admin
                    .describeConsumerGroups(List.of(application))
                    .all()
                    .get()
                    .get(application)
                    .members()
                    .stream()
                    .filter(member -> !member.assignment().topicPartitions().isEmpty())
                    .collect(
                        Collectors.toMap(
                            member -> member.clientId().replaceFirst("-StreamThread-.*", ""),
                            member -> member.assignment().topicPartitions().size(),
                            Integer::sum,
                            TreeMap::new))
                    .values()));
  }

  private interface AdminAction<T> {
    T apply(Admin admin) throws ExecutionException, InterruptedException;
  }

  private <T> T asAdmin(AdminAction<T> action) {
    try (Admin admin = clients().admin()) {
      return action.apply(admin);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker refused", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static AlterConfigOp set(String name, long value) {
    return new AlterConfigOp(new ConfigEntry(name, Long.toString(value)), AlterConfigOp.OpType.SET);
  }

  @Override
  public void close() {
    broker.close();
    try {
      PathUtils.deleteDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
