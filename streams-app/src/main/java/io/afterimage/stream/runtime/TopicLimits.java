package io.afterimage.stream.runtime;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.topics.MaxMessageBytes;
import io.afterimage.stream.faults.RecordLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Reads how large records may be from the topics and the producer as they are configured. */
final class TopicLimits {

  private TopicLimits() {}

  /**
   * Asks the brokers, as {@link MaxMessageBytes} does.
   *
   * @param defined the largest batch of each topic by its definition
   * @param properties of the Kafka Streams client, whose producer has a limit too
   */
  static RecordLimits read(
      KafkaClients clients, Map<String, Integer> defined, Properties properties, Duration timeout) {
    int request = requestBytes(properties);
    Map<String, Integer> limits = new HashMap<>(MaxMessageBytes.read(clients, defined, timeout));
    limits.replaceAll((topic, most) -> Math.min(most, request));
    return new RecordLimits(limits);
  }

  private static int requestBytes(Properties properties) {
    Object configured =
        new StreamsConfig(properties)
            .getProducerConfigs("limits")
            .get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    return Integer.parseInt(configured.toString());
  }
}
