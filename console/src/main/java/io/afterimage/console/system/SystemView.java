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
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * Brokers, groups and instances, asked when somebody looks, and not again within some seconds.
 * Thread-safe; who asks waits for the answers.
 */
public final class SystemView implements AutoCloseable {

  private static final Duration FRESH = Duration.ofSeconds(3);
  private static final int ANSWER_MILLIS = 5_000;

  private final Admin admin;
  private final TopicNames topics;
  private final InstanceReader instances;
  private final InstantSource clock;
  private final ReentrantLock reading = new ReentrantLock();

  // Guarded by the lock.
  private Optional<SystemReport> latest = Optional.empty();

  /**
   * What is known.
   *
   * @param at when it was asked
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
    reading.lock();
    try {
      Instant now = clock.instant();
      if (latest.filter(report -> report.at().plus(FRESH).isAfter(now)).isEmpty()) {
        latest = Optional.of(read(now));
      }
      return latest.get();
    } finally {
      reading.unlock();
    }
  }

  private SystemReport read(Instant now) {
    List<InstanceFacts> found = instances.read();
    try {
      ClusterFacts cluster = ClusterFacts.read(admin, topics.all());
      List<String> present = cluster.topics().stream().map(ClusterFacts.TopicFacts::name).toList();
      return new SystemReport(
          now, Optional.empty(), Optional.of(cluster), GroupFacts.read(admin, present), found);
    } catch (KafkaException e) {
      return new SystemReport(
          now,
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
