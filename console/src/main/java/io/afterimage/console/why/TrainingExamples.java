package io.afterimage.console.why;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.schemas.events.ImagePointer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** The newest examples of the training set, images included. */
final class TrainingExamples implements ExampleSource {

  /** As the trainer's records have them. */
  private static final String LABEL = "label";

  private static final String SPLIT = "split";
  private static final String TRAIN = "train";
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final KafkaClients clients;
  private final String topic;

  /**
   * Of the topic, which has one partition.
   *
   * @param topic its full name
   */
  TrainingExamples(KafkaClients clients, String topic) {
    this.clients =
        clients.withDefaults(Map.of(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20));
    this.topic = topic;
  }

  @Override
  public void read(
      long newest, int atOnce, BooleanSupplier cancelled, Consumer<List<Example>> receiver) {
    Map<String, Long> latest = new LinkedHashMap<>();
    pass(newest, cancelled, record -> latest.put(key(record), record.offset()));
    List<Example> some = new ArrayList<>();
    pass(
        newest,
        cancelled,
        record -> {
          if (latest.getOrDefault(key(record), -1L) == record.offset() && isTrained(record)) {
            some.add(example(record));
            if (some.size() == atOnce) {
              receiver.accept(List.copyOf(some));
              some.clear();
            }
          }
        });
    if (!some.isEmpty()) {
      receiver.accept(some);
    }
  }

  private void pass(
      long newest, BooleanSupplier cancelled, Consumer<ConsumerRecord<byte[], byte[]>> receiver) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (TopicReader reader = TopicReader.at(clients, "nearest", partition, 0, LIMIT)) {
      reader.goBack(newest);
      Map<TopicPartition, Long> ends = reader.ends();
      while (!cancelled.getAsBoolean() && !reader.hasReached(ends)) {
        reader.poll(POLL).forEach(receiver);
      }
    }
  }

  private static boolean isTrained(ConsumerRecord<byte[], byte[]> record) {
    return record.value() != null
        && record.key() != null
        && header(record, SPLIT).equals(TRAIN)
        && record.headers().lastHeader(LABEL) != null;
  }

  private static Example example(ConsumerRecord<byte[], byte[]> record) {
    return new Example(
        key(record),
        header(record, LABEL),
        new ImagePointer(record.topic(), record.partition(), record.offset()),
        record.value());
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
