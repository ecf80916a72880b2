package io.afterimage.kafka.clients;

import io.afterimage.config.Settings;
import io.afterimage.schemas.topics.KafkaName;
import io.afterimage.schemas.topics.TopicNames;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * Which Kafka a service works on, and how its clients reach it.
 *
 * @param bootstrapServers Kafka's {@code host:port} list
 * @param topicPrefix in front of every topic name
 * @param properties of Kafka's clients of any role, to be read by {@link ClientRole}
 */
public record KafkaConfig(
    String bootstrapServers, String topicPrefix, Map<String, String> properties) {

  private static final String TOPIC_PREFIX = "topic.prefix";

  /** Copies the properties. */
  public KafkaConfig {
    properties = Map.copyOf(properties);
  }

  /** Reads {@code bootstrap.servers}, {@code topic.prefix} and {@code kafka.*}. */
  public static KafkaConfig from(Settings settings) {
    return new KafkaConfig(
        settings.required(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "Kafka's host:port list"),
        KafkaName.TOPIC_PREFIX.read(settings, TOPIC_PREFIX, ""),
        ClientSettings.read(settings));
  }

  /** The topics. */
  public TopicNames topics() {
    return new TopicNames(topicPrefix);
  }

  /** What opens its clients. */
  public KafkaClients clients() {
    return KafkaClients.of(properties)
        .with(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
  }

  /**
   * What versions before 0.2 took for an id whatever the topic prefix was, where none is configured
   * and a prefix is: a position that was left there is kept.
   *
   * @param option that configures the id
   * @param name the id's, without the prefix
   */
  public Optional<String> formerId(Settings settings, String option, String name) {
    return Optional.of(name)
        .filter(former -> settings.optional(option).isEmpty() && !topicPrefix.isEmpty());
  }
}
