package io.afterimage.kafka.topics;

import io.afterimage.kafka.clients.BrokerAnswers;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
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
      var unused = allowed();
      return true;
    } catch (UnknownTopicOrPartitionException e) {
      return false;
    } catch (KafkaException e) {
      throw unavailable(e);
    }
  }

  /**
   * Whether the topic exists, and this client may write to it.
   *
   * @throws StoreUnavailableException when the brokers do not tell
   */
  public boolean isWritable() {
    try {
      return allowed().contains(AclOperation.WRITE);
    } catch (UnknownTopicOrPartitionException | TopicAuthorizationException e) {
      return false;
    } catch (KafkaException e) {
      throw unavailable(e);
    }
  }

  /** What this client may do to the topic. */
  private Set<AclOperation> allowed() {
    DescribeTopicsOptions options =
        new DescribeTopicsOptions()
            .includeAuthorizedOperations(true)
            .timeoutMs(Math.toIntExact(limit.toMillis()));
    try (Admin admin = clients.admin()) {
      return BrokerAnswers.await(
              admin.describeTopics(List.of(topic), options).topicNameValues().get(topic), topic)
          .authorizedOperations();
    }
  }

  private StoreUnavailableException unavailable(KafkaException cause) {
    return new StoreUnavailableException(
        "topic %s cannot be reached: %s".formatted(topic, cause.getMessage()), cause);
  }
}
