package io.afterimage.streams.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks, before the stream starts, whether the broker answers and the topics are there. */
final class TopicCheck {

  private TopicCheck() {}

  /**
   * Waits for the broker, at most as long as told.
   *
   * @throws StartException when it does not answer, refuses, or lacks topics
   */
  static void require(Map<String, Object> clients, List<String> topics, Duration timeout) {
    int millis = Math.toIntExact(Math.min(timeout.toMillis(), Integer.MAX_VALUE));
    List<String> missing = new ArrayList<>();
    try (Admin admin = Admin.create(clients)) {
      Map<String, KafkaFuture<org.apache.kafka.clients.admin.TopicDescription>> described =
          admin
              .describeTopics(topics, new DescribeTopicsOptions().timeoutMs(millis))
              .topicNameValues();
      for (String topic : topics) {
        try {
          described.get(topic).get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
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
  }
}
