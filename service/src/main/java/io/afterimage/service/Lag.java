package io.afterimage.service;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a group was behind in a topic at some moment.
 *
 * @param at when
 * @param partitions by partition
 * @param positions the next offset of the group, by partition
 */
public record Lag(
    Instant at, Map<TopicPartition, PartitionLag> partitions, Map<TopicPartition, Long> positions) {

  /** Before anything was read. */
  public static final Lag UNKNOWN = new Lag(Instant.EPOCH, Map.of(), Map.of());

  /** Copies the maps. */
  public Lag {
    partitions = Map.copyOf(partitions);
    positions = Map.copyOf(positions);
  }

  /** Records that are not done, in all partitions. */
  public long records() {
    return partitions.values().stream().mapToLong(PartitionLag::records).sum();
  }

  /**
   * How long the record that has waited longest was waiting; empty where that is not known of every
   * partition.
   */
  public Optional<Duration> oldest() {
    if (partitions.values().stream().anyMatch(partition -> partition.oldest().isEmpty())) {
      return Optional.empty();
    }
    return partitions.values().stream()
        .flatMap(partition -> partition.oldest().stream())
        .max(Duration::compareTo)
        .or(() -> Optional.of(Duration.ZERO));
  }

  Optional<Long> position(TopicPartition partition) {
    return Optional.ofNullable(positions.get(partition));
  }

  Optional<Instant> unmovedSince(TopicPartition partition) {
    return Optional.ofNullable(partitions.get(partition)).map(PartitionLag::unmovedSince);
  }
}
