package io.afterimage.streams.runtime;

import io.afterimage.streams.faults.RecordLimits;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads how large records may be from the topics and the producer as they are configured. */
final class TopicLimits {

  private static final Logger log = LoggerFactory.getLogger(TopicLimits.class);

  private TopicLimits() {}

  /**
   * Asks the brokers; a topic whose settings may not be seen is taken to be as defined, which is
   * logged.
   *
   * @param defined the largest batch of each topic by its definition
   * @param properties of the Kafka Streams client, whose producer has a limit too
   */
  static RecordLimits read(
      Map<String, Object> clients,
      Map<String, Integer> defined,
      Properties properties,
      Duration timeout) {
    int request = requestBytes(properties);
    Map<String, Integer> limits = new HashMap<>();
    try (Admin admin = Admin.create(clients)) {
      Map<ConfigResource, KafkaFuture<Config>> asked =
          admin.describeConfigs(resources(defined.keySet())).values();
      for (Map.Entry<String, Integer> topic : defined.entrySet()) {
        int most = ask(asked.get(resource(topic.getKey())), topic, timeout);
        limits.put(topic.getKey(), Math.min(most, request));
      }
    }
    return new RecordLimits(limits);
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
          .log("max.message.bytes could not be read; grant DescribeConfigs on the topic");
      return topic.getValue();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static int requestBytes(Properties properties) {
    Object configured =
        new StreamsConfig(properties)
            .getProducerConfigs("limits")
            .get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    return Integer.parseInt(configured.toString());
  }

  private static Collection<ConfigResource> resources(Collection<String> topics) {
    return topics.stream().map(TopicLimits::resource).toList();
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }
}
