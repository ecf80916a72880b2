package io.afterimage.console.detail;

import io.afterimage.kafka.clients.BrokerAnswers;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.records.TopicReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * Looks for the records of a key in the partition that Kafka's own partitioner puts it in, so that
 * the others need not be read. Thread-safe: each call has its own reader.
 */
final class KeyScan {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final KafkaClients clients;
  private final InstantSource clock;

  KeyScan(KafkaClients clients, InstantSource clock) {
    this.clients = clients.withDefaults(Map.of(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20));
    this.clock = clock;
  }

  /**
   * What was looked through.
   *
   * @param complete whether the oldest record that there is was reached, and all after it
   */
  record Seen(long records, boolean complete) {}

  /**
   * Hands over the records with that key, in their order.
   *
   * @param until when it stops, in milliseconds since 1970
   * @param cancelled asked before each poll
   * @param progress told how many records were read
   * @throws io.afterimage.kafka.clients.StoreUnavailableException when the topic cannot be read
   */
  Seen run(
      String topic,
      byte[] key,
      long offsets,
      long until,
      BooleanSupplier cancelled,
      LongConsumer progress,
      Consumer<ConsumerRecord<byte[], byte[]>> found) {
    TopicPartition partition = partition(topic, key);
    long records = 0;
    try (TopicReader reader = TopicReader.at(clients, "search", partition, 0, LIMIT)) {
      reader.goBack(Long.MAX_VALUE);
      long oldest = reader.positions().get(partition);
      reader.goBack(offsets);
      boolean whole = reader.positions().get(partition) == oldest;
      Map<TopicPartition, Long> ends = reader.ends();
      while (!reader.hasReached(ends)) {
        if (cancelled.getAsBoolean() || clock.millis() > until) {
          return new Seen(records, false);
        }
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
          records++;
          if (Arrays.equals(record.key(), key)) {
            found.accept(record);
          }
        }
        progress.accept(records);
      }
      return new Seen(records, whole);
    }
  }

  private TopicPartition partition(String topic, byte[] key) {
    try (Admin admin = clients.admin()) {
      TopicDescription description =
          BrokerAnswers.await(
              admin.describeTopics(List.of(topic)).topicNameValues().get(topic), "topic " + topic);
      return new TopicPartition(topic, of(key, description.partitions().size()));
    }
  }

  /** As Kafka's producer does for a record with a key and no partition. */
  static int of(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }
}
