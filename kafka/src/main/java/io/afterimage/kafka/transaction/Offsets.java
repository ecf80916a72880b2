package io.afterimage.kafka.transaction;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a group has come.
 *
 * @param next by partition, the offset of the first record that is not answered yet
 * @param group whose progress it is
 */
public record Offsets(Map<TopicPartition, OffsetAndMetadata> next, ConsumerGroupMetadata group) {

  /** Copies the map. */
  public Offsets {
    next = Map.copyOf(next);
  }

  /** The progress in one partition. */
  public static Offsets of(TopicPartition partition, long next, ConsumerGroupMetadata group) {
    return new Offsets(Map.of(partition, new OffsetAndMetadata(next)), group);
  }
}
