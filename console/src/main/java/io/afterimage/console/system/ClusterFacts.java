package io.afterimage.console.system;

import static io.afterimage.kafka.clients.BrokerAnswers.await;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What the brokers say of themselves and of the installation's topics.
 *
 * @param clusterId the cluster's name for itself
 * @param brokers how many there are
 * @param topics in the order of their names; without those that are missing or may not be seen
 */
public record ClusterFacts(String clusterId, int brokers, List<TopicFacts> topics) {

  /** Copies the list. */
  public ClusterFacts {
    topics = List.copyOf(topics);
  }

  /**
   * One topic.
   *
   * @param offsets between its first and its last record, of all partitions; some are not records
   *     but the ends of transactions, or were compacted away
   * @param replicas of each partition, the fewest
   * @param inSync whether every replica is in sync
   */
  public record TopicFacts(
      String name, int partitions, long offsets, int replicas, boolean inSync) {}

  /**
   * Asks the brokers.
   *
   * @throws KafkaException when they do not answer, or refuse
   */
  static ClusterFacts read(Admin admin, Collection<String> names) {
    DescribeClusterResult cluster = admin.describeCluster();
    Map<String, TopicDescription> described = describe(admin, names);
    Map<TopicPartition, Long> ends = offsets(admin, described.values(), OffsetSpec.latest());
    Map<TopicPartition, Long> starts = offsets(admin, described.values(), OffsetSpec.earliest());
    List<TopicFacts> topics =
        described.values().stream()
            .map(topic -> facts(topic, starts, ends))
            .sorted((one, other) -> one.name().compareTo(other.name()))
            .toList();
    return new ClusterFacts(
        await(cluster.clusterId(), "the cluster"),
        await(cluster.nodes(), "the cluster").size(),
        topics);
  }

  private static TopicFacts facts(
      TopicDescription topic, Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {
    long offsets =
        partitions(topic).stream()
            .mapToLong(partition -> ends.get(partition) - starts.get(partition))
            .sum();
    return new TopicFacts(
        topic.name(),
        topic.partitions().size(),
        offsets,
        topic.partitions().stream().mapToInt(info -> info.replicas().size()).min().orElse(0),
        topic.partitions().stream().allMatch(ClusterFacts::isInSync));
  }

  private static boolean isInSync(TopicPartitionInfo partition) {
    return partition.isr().size() == partition.replicas().size();
  }

  private static Map<String, TopicDescription> describe(Admin admin, Collection<String> names) {
    Map<String, TopicDescription> found = new HashMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
        admin.describeTopics(names).topicNameValues().entrySet()) {
      try {
        found.put(topic.getKey(), topic.getValue().get());
      } catch (ExecutionException e) {
        // Missing, or not for us: doctor says which, and what to do.
        if (!isOfOneTopic(e.getCause())) {
          throw new KafkaException("the brokers do not describe topics", e.getCause());
        }
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
    return found;
  }

  private static boolean isOfOneTopic(Throwable fault) {
    return fault instanceof UnknownTopicOrPartitionException
        || fault instanceof TopicAuthorizationException;
  }

  private static List<TopicPartition> partitions(TopicDescription topic) {
    return topic.partitions().stream()
        .map(info -> new TopicPartition(topic.name(), info.partition()))
        .toList();
  }

  private static Map<TopicPartition, Long> offsets(
      Admin admin, Collection<TopicDescription> topics, OffsetSpec which) {
    Map<TopicPartition, ListOffsetsResultInfo> found =
        await(
            admin
                .listOffsets(
                    topics.stream()
                        .flatMap(topic -> partitions(topic).stream())
                        .collect(Collectors.toMap(partition -> partition, partition -> which)),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all(),
            "offsets");
    return found.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }
}
