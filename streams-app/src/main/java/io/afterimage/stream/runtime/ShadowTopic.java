package io.afterimage.stream.runtime;

import io.afterimage.kafka.clients.BrokerAnswers;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.schemas.topics.Topics;
import io.afterimage.stream.faults.RecordLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Looks whether the answers of a shadow could be written. A transaction that cannot write one of
 * its records fails with all of its predictions, so that must be known before. Installations of
 * earlier releases do not have the topic, and need it only once a version is staged.
 */
record ShadowTopic(KafkaClients clients, String topic, Properties properties, RecordLimits limits) {

  private static final Duration LIMIT = Duration.ofSeconds(15);

  /**
   * What is in the way, and what to do; empty when nothing is.
   *
   * @throws org.apache.kafka.common.KafkaException when the brokers do not tell
   */
  Optional<String> obstacle() {
    try (Admin admin = clients.admin()) {
      DescribeTopicsOptions options =
          new DescribeTopicsOptions()
              .includeAuthorizedOperations(true)
              .timeoutMs(Math.toIntExact(LIMIT.toMillis()));
      TopicDescription described =
          BrokerAnswers.await(
              admin.describeTopics(List.of(topic), options).topicNameValues().get(topic), topic);
      boolean writes =
          described.authorizedOperations() == null
              || described.authorizedOperations().contains(AclOperation.WRITE);
      if (!writes) {
        return Optional.of(notAllowed());
      }
      limits.learn(
          topic,
          TopicLimits.read(clients, Map.of(topic, Topics.EVENT_MESSAGE_BYTES), properties, LIMIT)
              .of(topic));
      return Optional.empty();
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.of(
          "no shadow can answer: topic %s not found, 'afterimage topics create' creates it"
              .formatted(topic));
    } catch (AuthorizationException e) {
      return Optional.of(notAllowed());
    }
  }

  private String notAllowed() {
    return "no shadow can answer: not allowed to write to topic %s, 'afterimage doctor --service stream' names the rights that are missing"
        .formatted(topic);
  }
}
