package io.afterimage.kafka.topics;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.schemas.topics.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, before a service starts, whether the broker answers, and the topics are there and keep
 * what they must keep.
 */
public final class TopicCheck {

  private static final Logger log = LoggerFactory.getLogger(TopicCheck.class);

  private TopicCheck() {}

  /**
   * Waits for the broker, at most as long as told. What is odd about a topic without losing
   * anything is logged.
   *
   * @param service what 'afterimage doctor' calls the service that starts
   * @return the number of partitions of each topic
   * @throws StartException when it does not answer, refuses, lacks topics, or would lose what they
   *     hold
   */
  public static Map<String, Integer> require(
      String service,
      KafkaClients clients,
      TopicNames names,
      List<String> topics,
      Duration timeout) {
    int millis = Math.toIntExact(Math.min(timeout.toMillis(), Integer.MAX_VALUE));
    List<String> missing = new ArrayList<>();
    Map<String, Integer> partitions = new HashMap<>();
    try (Admin admin = clients.admin()) {
      Map<String, KafkaFuture<TopicDescription>> described =
          admin
              .describeTopics(topics, new DescribeTopicsOptions().timeoutMs(millis))
              .topicNameValues();
      for (String topic : topics) {
        try {
          partitions.put(
              topic, described.get(topic).get(millis, TimeUnit.MILLISECONDS).partitions().size());
        } catch (ExecutionException e) {
          if (e.getCause() instanceof AuthorizationException) {
            throw new StartException(
                "not authorized for topic %s on %s: 'afterimage doctor --service %s' names the rights that are missing"
                    .formatted(topic, clients.bootstrapServers(), service),
                e);
          }
          if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
            throw new StartException(
                "the broker at %s does not describe topic %s within %s: %s"
                    .formatted(
                        clients.bootstrapServers(), topic, timeout, e.getCause().getMessage()),
                e);
          }
          missing.add(topic);
        }
      }
      requireSound(TopicInspection.of(admin, names, partitions), names);
    } catch (TimeoutException e) {
      throw new StartException(
          "the broker at %s did not answer within %s"
              .formatted(clients.bootstrapServers(), timeout),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while waiting for the broker", e);
    }
    if (!missing.isEmpty()) {
      throw new StartException(
          "topics %s not found on %s: create them with 'afterimage topics create'"
              .formatted(missing, clients.bootstrapServers()));
    }
    return partitions;
  }

  private static void requireSound(TopicInspection inspection, TopicNames names) {
    List<TopicFault> losses = inspection.losses();
    if (!losses.isEmpty()) {
      throw new StartException(
          "these topic settings would lose data:%n  %s%nTo see the fix: 'afterimage topics repair --dry-run%s'"
              .formatted(
                  losses.stream()
                      .map(TopicFault::toString)
                      .collect(Collectors.joining(System.lineSeparator() + "  ")),
                  names.prefix().isEmpty() ? "" : " --topic-prefix " + names.prefix()));
    }
    for (TopicFault fault : inspection.oddities()) {
      log.atWarn()
          .addKeyValue("topic", fault.topic())
          .addKeyValue("fault", fault.what())
          .addKeyValue("mend", fault.mend())
          .log("topic is misconfigured");
    }
    if (!inspection.hidden().isEmpty()) {
      log.atInfo()
          .addKeyValue("topics", inspection.hidden())
          .log("cannot check topic settings without DescribeConfigs permission");
    }
  }
}
