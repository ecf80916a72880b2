package io.afterimage.client;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.KafkaConfig;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.kafka.topics.TopicAdmin;
import io.afterimage.schemas.topics.TopicNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;

/**
 * Which Kafka a command talks to.
 *
 * @param properties of every client, with {@code bootstrap.servers}
 * @param topics the names of the topics there
 */
public record KafkaTarget(Map<String, String> properties, TopicNames topics) {

  private static final int ANSWER_MILLIS = 10_000;
  private static final Duration READ_LIMIT = Duration.ofSeconds(15);

  /** Copies the properties. */
  public KafkaTarget {
    properties = Map.copyOf(properties);
  }

  /** The one that a service is configured for. */
  public static KafkaTarget of(KafkaConfig kafka) {
    Map<String, String> properties = new HashMap<>(kafka.properties());
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    return new KafkaTarget(properties, kafka.topics());
  }

  /** Where Kafka is, for messages. */
  public String bootstrapServers() {
    return properties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
  }

  /** What opens clients of any role. */
  public KafkaClients clients() {
    return KafkaClients.of(properties);
  }

  /**
   * Opens a reader of all partitions of some topics.
   *
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when there is no such topic
   */
  public TopicReader reader(List<String> topics, From from) {
    return TopicReader.of(clients(), "tail", topics, from, READ_LIMIT);
  }

  /**
   * An admin client of a broker that answers.
   *
   * @throws CommandFailure when none answers within ten seconds, or the settings are refused
   */
  public Admin admin() {
    Admin admin;
    try {
      admin =
          clients()
              .withDefaults(
                  Map.of("default.api.timeout.ms", 30_000, "request.timeout.ms", ANSWER_MILLIS))
              .admin();
    } catch (KafkaException e) {
      throw new CommandFailure(
          "cannot make a client for Kafka at %s: %s".formatted(bootstrapServers(), rootMessage(e)),
          e);
    }
    try {
      admin
          .describeCluster(new DescribeClusterOptions().timeoutMs(ANSWER_MILLIS))
          .clusterId()
          .get();
      return admin;
    } catch (ExecutionException e) {
      admin.close();
      throw new CommandFailure(
          "no Kafka answers at %s (%s): is it running, and is --bootstrap right?"
              .formatted(bootstrapServers(), rootMessage(e)),
          e);
    } catch (InterruptedException e) {
      admin.close();
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while waiting for Kafka", e);
    }
  }

  /**
   * Checks that a broker answers.
   *
   * @throws CommandFailure as {@link #admin}
   */
  public void requireBroker() {
    admin().close();
  }

  /**
   * Checks that a broker answers and has these topics: to a topic that does not exist a producer
   * waits a minute for each record, in silence.
   *
   * @throws CommandFailure as {@link #admin}, or naming the topic that is missing
   */
  public void requireTopics(String... names) {
    try (Admin admin = admin()) {
      Map<String, Integer> found = TopicAdmin.partitions(admin, List.of(names));
      for (String name : names) {
        if (!found.containsKey(name)) {
          throw new CommandFailure(
              "topic %s not found on %s: 'afterimage topics create' creates it, --topic-prefix names others"
                  .formatted(name, bootstrapServers()));
        }
      }
    } catch (KafkaException e) {
      throw new CommandFailure(
          "cannot look at topics on %s: %s".formatted(bootstrapServers(), rootMessage(e)), e);
    }
  }

  private static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
