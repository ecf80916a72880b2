package io.afterimage.kafka.topics;

import static io.afterimage.kafka.clients.BrokerAnswers.await;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Topics without their records. Kafka deletes records of compacted topics by no other means than
 * the topic itself.
 */
public final class EmptiedTopics {

  private EmptiedTopics() {}

  /**
   * Which of these topics have records, committed or not.
   *
   * @throws KafkaException when the brokers cannot be asked, or one does not exist
   */
  public static List<String> occupied(Admin admin, Collection<String> topics) {
    List<TopicPartition> partitions =
        await(admin.describeTopics(topics).allTopicNames(), "topics").values().stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(info -> new TopicPartition(topic.name(), info.partition())))
            .toList();
    Map<TopicPartition, Long> begins = offsets(admin, partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
    return topics.stream()
        .filter(
            topic ->
                partitions.stream()
                    .filter(partition -> partition.topic().equals(topic))
                    .anyMatch(partition -> ends.get(partition) > begins.get(partition)))
        .toList();
  }

  private static Map<TopicPartition, Long> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, ListOffsetsResultInfo> found =
        await(
            admin
                .listOffsets(
                    partitions.stream()
                        .collect(Collectors.toMap(Function.identity(), partition -> which)),
                    new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .all(),
            "offsets");
    return found.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, offset -> offset.getValue().offset()));
  }

  /**
   * Deletes a topic and makes it again with the same partitions, replicas and settings of its own.
   * When this returns, all its partitions take records.
   *
   * @throws KafkaException when the brokers refuse; where only making it again failed, the topic is
   *     gone
   */
  public static void empty(Admin admin, String topic) {
    TopicDescription was =
        await(admin.describeTopics(List.of(topic)).allTopicNames(), "topics").get(topic);
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Map<String, String> own =
        await(admin.describeConfigs(List.of(resource)).all(), "settings")
            .get(resource)
            .entries()
            .stream()
            .filter(entry -> entry.source() == ConfigSource.DYNAMIC_TOPIC_CONFIG)
            .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    NewTopic again =
        new NewTopic(
                topic, was.partitions().size(), (short) was.partitions().get(0).replicas().size())
            .configs(own);
    await(admin.deleteTopics(List.of(topic)).all(), "deletion");
    // Some brokers answer before a topic is really gone.
    LaggingBrokers.ask(
        TopicExistsException.class,
        () -> await(admin.createTopics(List.of(again)).all(), "topics"));
    PartitionLeaders.await(admin, Map.of(topic, again.numPartitions()));
  }
}
