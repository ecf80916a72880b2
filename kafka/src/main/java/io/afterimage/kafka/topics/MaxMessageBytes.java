package io.afterimage.kafka.topics;

import io.afterimage.kafka.clients.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads how large the records of topics may be, as they are configured now. */
public final class MaxMessageBytes {

  private static final Logger log = LoggerFactory.getLogger(MaxMessageBytes.class);

  private MaxMessageBytes() {}

  /**
   * Reads {@code max.message.bytes}. A topic that does not exist, or whose settings this client may
   * not see, is taken to be as defined, which is logged.
   *
   * @param defined the limit of each topic by its definition
   * @param timeout time limit for the brokers
   * @return the limit of each topic
   * @throws InterruptException when the thread is interrupted
   */
  public static Map<String, Integer> read(
      KafkaClients clients, Map<String, Integer> defined, Duration timeout) {
    Map<String, Integer> limits = new HashMap<>();
    try (Admin admin = clients.admin()) {
      Map<ConfigResource, KafkaFuture<Config>> asked =
          admin
              .describeConfigs(defined.keySet().stream().map(MaxMessageBytes::resource).toList())
              .values();
      for (Map.Entry<String, Integer> topic : defined.entrySet()) {
        limits.put(topic.getKey(), ask(asked.get(resource(topic.getKey())), topic, timeout));
      }
    }
    return Map.copyOf(limits);
  }

  private static int ask(
      KafkaFuture<Config> asked, Map.Entry<String, Integer> topic, Duration timeout) {
    try {
      return Integer.parseInt(
          asked
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
              .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
              .value());
    } catch (ExecutionException | TimeoutException e) {
      log.atWarn()
          .addKeyValue("topic", topic.getKey())
          .addKeyValue("assumed", topic.getValue())
          .addKeyValue("fault", e.getCause() == null ? e.toString() : e.getCause().toString())
          .log("cannot read max.message.bytes; grant DescribeConfigs on the topic");
      return topic.getValue();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }
}
