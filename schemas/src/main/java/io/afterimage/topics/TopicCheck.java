package io.afterimage.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks, before a service starts, whether the broker answers and the topics are there. */
public final class TopicCheck {

  private TopicCheck() {}

  /**
   * Waits for the broker, at most as long as told.
   *
   * @param service what 'afterimage doctor' calls the service that starts
   * @return the number of partitions of each topic
   * @throws StartException when it does not answer, refuses, or lacks topics
   */
  public static Map<String, Integer> require(
      String service, Map<String, Object> clients, List<String> topics, Duration timeout) {
    int millis = Math.toIntExact(Math.min(timeout.toMillis(), Integer.MAX_VALUE));
    List<String> missing = new ArrayList<>();
    Map<String, Integer> partitions = new HashMap<>();
    try (Admin admin = Admin.create(clients)) {
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
                    .formatted(topic, clients.get("bootstrap.servers"), service),
                e);
          }
          if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
            throw new StartException(
                "the broker at %s does not describe topic %s within %s: %s"
                    .formatted(
                        clients.get("bootstrap.servers"),
                        topic,
                        timeout,
                        e.getCause().getMessage()),
                e);
          }
          missing.add(topic);
        }
      }
    } catch (TimeoutException e) {
      throw new StartException(
          "the broker at %s did not answer within %s"
              .formatted(clients.get("bootstrap.servers"), timeout),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while waiting for the broker", e);
    }
    if (!missing.isEmpty()) {
      throw new StartException(
          "topics %s do not exist on %s: create them with 'afterimage topics create'"
              .formatted(missing, clients.get("bootstrap.servers")));
    }
    return partitions;
  }
}
