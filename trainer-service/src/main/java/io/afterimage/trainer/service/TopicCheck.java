package io.afterimage.trainer.service;

import io.afterimage.topics.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.errors.AuthorizationException;

/** Looks, before the trainer starts, whether the broker answers and the topics are there. */
final class TopicCheck {

  private TopicCheck() {}

  /**
   * Waits for the broker, at most as long as told.
   *
   * @throws StartException when it does not answer, refuses, or lacks topics
   */
  static void require(Map<String, Object> clients, TopicNames names, Duration limit) {
    List<String> topics =
        List.of(
            names.feedback(),
            names.trainingSet(),
            names.control(),
            names.controlReplies(),
            names.modelEvents(),
            names.predictions());
    int millis = Math.toIntExact(Math.min(limit.toMillis(), Integer.MAX_VALUE));
    try (Admin admin = Admin.create(clients)) {
      admin
          .describeTopics(topics, new DescribeTopicsOptions().timeoutMs(millis))
          .allTopicNames()
          .get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        throw new StartException(
            "not authorized for the topics %s on %s: 'afterimage doctor --service trainer' names the rights that are missing"
                .formatted(topics, clients.get("bootstrap.servers")),
            e);
      }
      throw new StartException(
          "the broker at %s does not describe the topics %s within %s: %s; create them with 'afterimage topics create'"
              .formatted(
                  clients.get("bootstrap.servers"), topics, limit, e.getCause().getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while waiting for the broker", e);
    }
  }
}
