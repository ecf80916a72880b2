package io.afterimage.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The committed records of a topic, all of its partitions from their start. */
public final class WholeTopic {

  private static final Duration POLL = Duration.ofMillis(100);

  private WholeTopic() {}

  /**
   * A consumer at the start of every partition.
   *
   * @param clients properties of a Kafka client
   */
  public static KafkaConsumer<String, byte[]> consumer(Map<String, ?> clients, String topic) {
    Map<String, Object> properties = new HashMap<>(clients);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /** What is there now, each partition in its order. */
  public static List<ConsumerRecord<String, byte[]>> records(Map<String, ?> clients, String topic) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer(clients, topic)) {
      consumer
          .endOffsets(consumer.assignment())
          .forEach(
              (partition, end) -> {
                while (consumer.position(partition) < end) {
                  consumer.poll(POLL).forEach(records::add);
                }
              });
    }
    return records;
  }
}
