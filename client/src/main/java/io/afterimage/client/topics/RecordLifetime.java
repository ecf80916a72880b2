package io.afterimage.client.topics;

import io.afterimage.client.CommandFailure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * How long records stay in topics that delete by time. Kafka deletes segments, not records: one
 * goes when all of its segment is older than the retention, and a segment takes records for up to
 * {@code segment.ms}.
 */
public final class RecordLifetime {

  private RecordLifetime() {}

  /**
   * When a record that is written now is gone at the latest, by topic; empty where it stays for
   * ever. Topics that do not exist are left out.
   *
   * @throws CommandFailure when the broker does not say
   */
  public static Map<String, Optional<Instant>> ends(
      Admin admin, Collection<String> topics, Instant now) {
    Map<String, Optional<Instant>> ends = new LinkedHashMap<>();
    for (String topic : topics) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      try {
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        ends.put(topic, end(config, now));
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw new CommandFailure(
              "cannot read the retention of %s: %s".formatted(topic, e.getCause().getMessage()), e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure("interrupted while asking for retention", e);
      }
    }
    return ends;
  }

  private static Optional<Instant> end(Config config, Instant now) {
    long retention = millis(config, TopicConfig.RETENTION_MS_CONFIG);
    boolean deletes = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().contains("delete");
    if (!deletes || retention < 0) {
      return Optional.empty();
    }
    return Optional.of(
        now.plusMillis(retention)
            .plusMillis(millis(config, TopicConfig.SEGMENT_MS_CONFIG))
            .truncatedTo(ChronoUnit.SECONDS));
  }

  private static long millis(Config config, String name) {
    return Long.parseLong(config.get(name).value());
  }
}
