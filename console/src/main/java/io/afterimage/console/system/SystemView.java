package io.afterimage.console.system;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.schemas.topics.TopicNames;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * Brokers, groups and instances, asked when somebody looks, and not again within some seconds.
 * Thread-safe; who asks waits for the answers.
 */
public final class SystemView implements AutoCloseable {

  private static final int ANSWER_MILLIS = 5_000;

  private final Admin admin;
  private final TopicNames topics;
  private final InstanceReader instances;
  private final InstantSource clock;
  private final Recent<SystemReport> recent;

  /**
   * What is known.
   *
   * @param at when they had answered
   * @param fault why the brokers said nothing, if so
   * @param cluster empty where the brokers said nothing
   * @param groups those that work on the installation's topics
   * @param instances those whose addresses are configured
   */
  public record SystemReport(
      Instant at,
      Optional<String> fault,
      Optional<ClusterFacts> cluster,
      List<GroupFacts> groups,
      List<InstanceFacts> instances) {}

  /**
   * Opens a client.
   *
   * @param instances the addresses of the services' HTTP ports
   */
  public SystemView(
      KafkaClients clients, TopicNames topics, List<URI> instances, InstantSource clock) {
    this.topics = topics;
    this.instances = new InstanceReader(instances);
    this.clock = clock;
    this.recent = new Recent<>(this::read, clock);
    this.admin =
        clients.admin(
            Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS));
  }

  /** Asks one more instance from now on, by the address of its HTTP port. */
  public void ask(URI instance) {
    instances.add(instance);
  }

  /** How things are, or were some seconds ago. */
  public SystemReport report() {
    return recent.get();
  }

  private SystemReport read() {
    List<InstanceFacts> found = instances.read();
    try {
      ClusterFacts cluster = ClusterFacts.read(admin, topics.all());
      List<String> present = cluster.topics().stream().map(ClusterFacts.TopicFacts::name).toList();
      List<GroupFacts> groups = GroupFacts.read(admin, present);
      return new SystemReport(
          clock.instant(), Optional.empty(), Optional.of(cluster), groups, found);
    } catch (KafkaException e) {
      return new SystemReport(
          clock.instant(),
          Optional.of("the brokers say nothing: %s; doctor tells more".formatted(e.getMessage())),
          Optional.empty(),
          List.of(),
          found);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
