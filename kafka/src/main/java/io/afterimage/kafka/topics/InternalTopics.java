package io.afterimage.kafka.topics;

import io.afterimage.kafka.clients.BrokerAnswers;
import io.afterimage.kafka.clients.KafkaClients;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;

/** The topics that Kafka Streams makes for an application: its changelogs and repartitions. */
public final class InternalTopics {

  private InternalTopics() {}

  /**
   * Those that are there and may be seen, with their numbers of partitions.
   *
   * @throws KafkaException when the brokers cannot be asked
   */
  public static Map<String, Integer> of(Admin admin, String applicationId) {
    var names =
        BrokerAnswers.await(admin.listTopics().names(), "topics").stream()
            .filter(name -> isOf(name, applicationId))
            .toList();
    return BrokerAnswers.await(admin.describeTopics(names).allTopicNames(), "topics")
        .values()
        .stream()
        .collect(
            Collectors.toMap(
                TopicDescription::name,
                topic -> topic.partitions().size(),
                (one, other) -> one,
                TreeMap::new));
  }

  /** Those that Kafka Streams would refuse: of another number of partitions than what is joined. */
  public static Map<String, Integer> unfit(Admin admin, String applicationId, int partitions) {
    Map<String, Integer> unfit = new TreeMap<>(of(admin, applicationId));
    unfit.values().removeIf(found -> found == partitions);
    return unfit;
  }

  /**
   * Looks before the stream starts, which would die of it.
   *
   * @throws StartException naming the topics and the remedy
   */
  public static void require(KafkaClients clients, String applicationId, int partitions) {
    Map<String, Integer> unfit;
    try (Admin admin = clients.admin()) {
      unfit = unfit(admin, applicationId, partitions);
    }
    if (!unfit.isEmpty()) {
      throw new StartException(unfit(applicationId, unfit, partitions));
    }
  }

  /** What is wrong, and what to do. */
  public static String unfit(String applicationId, Map<String, Integer> unfit, int partitions) {
    return "the topics that are joined have %d partitions, but what the stream remembers of them has others: %s; end every instance, then run 'afterimage topics expand --application-id %s --partitions %d', which says what it costs"
        .formatted(partitions, unfit, applicationId, partitions);
  }

  private static boolean isOf(String name, String applicationId) {
    return name.startsWith(applicationId + "-")
        && (name.endsWith("-changelog") || name.endsWith("-repartition"));
  }
}
