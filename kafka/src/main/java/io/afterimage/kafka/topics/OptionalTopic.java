package io.afterimage.kafka.topics;

import io.afterimage.kafka.clients.BrokerAnswers;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A topic that installations of earlier releases do not have. Never creates it. Opens a client per
 * call. Thread-safe.
 *
 * @param topic its full name
 * @param limit how long one call may wait for the brokers
 */
public record OptionalTopic(KafkaClients clients, String topic, Duration limit) {

  /**
   * Whether the topic exists.
   *
   * @throws StoreUnavailableException when the brokers do not tell
   */
  public boolean exists() {
    try {
      var unused = described();
      return true;
    } catch (UnknownTopicOrPartitionException e) {
      return false;
    } catch (KafkaException e) {
      throw unavailable(e);
    }
  }

  /**
   * Whether the topic exists, and this client may write to it; where the brokers do not tell what
   * it may do, as some that are compatible with Kafka do not, it is taken that it may.
   *
   * @throws StoreUnavailableException when the brokers do not tell
   */
  public boolean isWritable() {
    try {
      return mayBeWritten(described());
    } catch (UnknownTopicOrPartitionException | TopicAuthorizationException e) {
      return false;
    } catch (KafkaException e) {
      throw unavailable(e);
    }
  }

  /** What is allowed is null where the brokers leave it out. */
  static boolean mayBeWritten(TopicDescription topic) {
    Set<AclOperation> allowed = topic.authorizedOperations();
    return allowed == null || allowed.contains(AclOperation.WRITE);
  }

  private TopicDescription described() {
    DescribeTopicsOptions options =
        new DescribeTopicsOptions()
            .includeAuthorizedOperations(true)
            .timeoutMs(Math.toIntExact(limit.toMillis()));
    try (Admin admin = clients.admin()) {
      return BrokerAnswers.await(
          admin.describeTopics(List.of(topic), options).topicNameValues().get(topic), topic);
    }
  }

  private StoreUnavailableException unavailable(KafkaException cause) {
    return new StoreUnavailableException(
        "topic %s cannot be reached: %s".formatted(topic, cause.getMessage()), cause);
  }
}
