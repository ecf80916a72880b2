package io.afterimage.schemas.topics;

import java.time.Duration;

/**
 * What an installation may choose about its topics.
 *
 * @param names the topics' names
 * @param partitions of the topics that are keyed by image id and joined: images, predictions,
 *     labels, feedback, dead letters
 * @param replicationFactor of every topic; -1 takes the broker's default
 * @param imageRetention of images and dead letters: how long an image can still be fetched for
 *     training
 * @param eventRetention of predictions, labels, feedback, control and its replies, and requests for
 *     labels
 */
public record TopicSettings(
    TopicNames names,
    int partitions,
    short replicationFactor,
    Duration imageRetention,
    Duration eventRetention) {

  /** Images and events stay for a week, as Kafka's own default. */
  public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

  /** Enough for six stream threads; joined topics must agree. */
  public static final int DEFAULT_PARTITIONS = 6;

  /** The broker decides. */
  public static final short BROKER_DEFAULT_REPLICATION = -1;

  /** Refuses counts that are not positive, other than a replication factor of -1. */
  public TopicSettings {
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions is %d, at least 1".formatted(partitions));
    }
    if (replicationFactor < 1 && replicationFactor != BROKER_DEFAULT_REPLICATION) {
      throw new IllegalArgumentException(
          "replication factor is %d, allowed are -1 (the broker's default) and from 1"
              .formatted(replicationFactor));
    }
  }

  /** Plain names and defaults for everything. */
  public static TopicSettings defaults() {
    return new TopicSettings(
        TopicNames.plain(),
        DEFAULT_PARTITIONS,
        BROKER_DEFAULT_REPLICATION,
        DEFAULT_RETENTION,
        DEFAULT_RETENTION);
  }

  /** The same with other names. */
  public TopicSettings withNames(TopicNames newNames) {
    return new TopicSettings(
        newNames, partitions, replicationFactor, imageRetention, eventRetention);
  }

  /** The same with another number of partitions of the joined topics. */
  public TopicSettings withPartitions(int newPartitions) {
    return new TopicSettings(
        names, newPartitions, replicationFactor, imageRetention, eventRetention);
  }

  /** The same with another replication factor. */
  public TopicSettings withReplicationFactor(short newReplicationFactor) {
    return new TopicSettings(
        names, partitions, newReplicationFactor, imageRetention, eventRetention);
  }

  /** The same with other retentions. */
  public TopicSettings withRetention(Duration newImageRetention, Duration newEventRetention) {
    return new TopicSettings(
        names, partitions, replicationFactor, newImageRetention, newEventRetention);
  }
}
