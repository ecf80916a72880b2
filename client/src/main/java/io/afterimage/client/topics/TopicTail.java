package io.afterimage.client.topics;

import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the committed records of topics without joining a group, so that nobody is disturbed.
 * Partitions are those that there are at the start. For one thread.
 */
public final class TopicTail implements AutoCloseable {

  /** Where reading starts. */
  public enum From {
    /** With the oldest record that there is. */
    BEGINNING,
    /** With the next one to come. */
    NOW
  }

  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final int MAX_FETCH_BYTES = 64 * 1024 * 1024;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  /**
   * Stands at its start when this returns.
   *
   * @throws CommandFailure when a topic does not exist
   */
  public TopicTail(KafkaTarget target, List<String> topics, From from) {
    this(target, topics);
    standAt(
        () -> {
          if (from == From.BEGINNING) {
            consumer.seekToBeginning(partitions);
          } else {
            consumer.seekToEnd(partitions);
          }
        });
  }

  /**
   * One that starts with the latest records of each partition.
   *
   * @param most records of a partition
   * @throws CommandFailure when the topic does not exist
   */
  public static TopicTail latest(KafkaTarget target, String topic, long most) {
    TopicTail tail = new TopicTail(target, List.of(topic));
    tail.standAt(
        () -> {
          Map<TopicPartition, Long> begins = tail.consumer.beginningOffsets(tail.partitions, LIMIT);
          tail.ends()
              .forEach(
                  (partition, end) ->
                      tail.consumer.seek(partition, Math.max(begins.get(partition), end - most)));
        });
    return tail;
  }

  private TopicTail(KafkaTarget target, List<String> topics) {
    consumer =
        target
            .clients()
            .withDefaults(
                Map.of(
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                    false,
                    ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                    MAX_FETCH_BYTES))
            .reader("tail", Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
    try {
      partitions = topics.stream().flatMap(topic -> partitions(topic).stream()).toList();
      consumer.assign(partitions);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private void standAt(Runnable seek) {
    try {
      seek.run();
      partitions.forEach(partition -> consumer.position(partition, LIMIT));
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** The next records, waiting for them at most that long. */
  public Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration limit) {
    return consumer.poll(limit);
  }

  /** The end of each partition as it is now, for {@link #hasReached}. */
  public Map<TopicPartition, Long> ends() {
    return consumer.endOffsets(partitions, LIMIT);
  }

  /** Whether everything before these ends has been read. */
  public boolean hasReached(Map<TopicPartition, Long> ends) {
    return partitions.stream()
        .allMatch(partition -> consumer.position(partition, LIMIT) >= ends.get(partition));
  }

  @Override
  public void close() {
    consumer.close();
  }

  private List<TopicPartition> partitions(String topic) {
    List<PartitionInfo> found = consumer.partitionsFor(topic, LIMIT);
    if (found == null || found.isEmpty()) {
      throw new CommandFailure(
          "there is no topic %s: 'afterimage topics create' makes it, --topic-prefix names others"
              .formatted(topic));
    }
    return found.stream()
        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
        .toList();
  }
}
