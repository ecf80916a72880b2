package io.afterimage.schemas.topics;

import java.util.Map;
import java.util.TreeMap;

/**
 * A topic as it should be.
 *
 * @param name the full name, prefix included
 * @param partitions at least 1
 * @param cleanup what is removed
 * @param retention how long records stay; a compacted topic ignores it
 * @param maxMessageBytes the largest record batch
 * @param furtherConfig other topic-level settings by their Kafka names
 */
public record TopicDefinition(
    String name,
    int partitions,
    CleanupPolicy cleanup,
    Retention retention,
    int maxMessageBytes,
    Map<String, String> furtherConfig) {

  /** Copies the further settings. */
  public TopicDefinition {
    furtherConfig = Map.copyOf(furtherConfig);
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "topic %s cannot have %d partitions, at least 1".formatted(name, partitions));
    }
  }

  /** All topic-level settings by their Kafka names, sorted. */
  public Map<String, String> config() {
    Map<String, String> config = new TreeMap<>(furtherConfig);
    config.put("cleanup.policy", cleanup.configValue());
    config.put("max.message.bytes", Integer.toString(maxMessageBytes));
    config.put("retention.ms", retention.retentionMs());
    return config;
  }
}
