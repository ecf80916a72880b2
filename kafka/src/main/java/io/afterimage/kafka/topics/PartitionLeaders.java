package io.afterimage.kafka.topics;

import io.afterimage.kafka.clients.BrokerAnswers;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Whether brokers have opened new partitions, which they describe a moment before they do. The
 * controller may even answer that it has made a topic before a broker has heard of it.
 */
final class PartitionLeaders {

  private PartitionLeaders() {}

  /**
   * Waits until all partitions of new topics take records. A producer that begins earlier may lose
   * its first batch (KAFKA-15591, mended in Kafka 4.5): it is refused, the next one is taken, and
   * from then on the first is out of order whenever it is sent again.
   *
   * @param partitions how many each topic has
   * @throws KafkaException when one has no leader within the client's {@code
   *     default.api.timeout.ms}, or is unknown to a broker for a minute
   */
  static void await(Admin admin, Map<String, Integer> partitions) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(
        (topic, count) -> {
          for (int partition = 0; partition < count; partition++) {
            latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
          }
        });
    if (latest.isEmpty()) {
      return;
    }
    LaggingBrokers.ask(
        UnknownTopicOrPartitionException.class,
        () -> {
          // listOffsets logs an error for each topic that is not known yet.
          BrokerAnswers.await(
              admin.describeTopics(partitions.keySet()).allTopicNames(), "new partitions");
          BrokerAnswers.await(admin.listOffsets(latest).all(), "the leaders of new partitions");
        });
  }
}
