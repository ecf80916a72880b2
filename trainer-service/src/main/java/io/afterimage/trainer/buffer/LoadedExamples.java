package io.afterimage.trainer.buffer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others load into the training set while a trainer works: examples of which it hears nothing
 * otherwise. What the trainer writes itself is left out. For one thread.
 */
public final class LoadedExamples implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LoadedExamples.class);

  private static final Duration MOMENT = Duration.ofMillis(50);

  /** Some hundred pictures at once, where the client's own default takes some ten. */
  private static final int FETCH_BYTES = 16 * 1024 * 1024;

  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * Sees what is loaded from now on.
   *
   * @param limit how long the broker may take to answer
   */
  public LoadedExamples(TrainingSetTopic topic, Duration limit) {
    Map<String, Object> settings = topic.settings("loaded-examples", "latest");
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      TopicPartition partition = new TopicPartition(topic.topic(), 0);
      consumer.assign(List.of(partition));
      consumer.seekToEnd(List.of(partition));
      consumer.position(partition, limit);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Some that were not told yet, after waiting a moment for them; empty when there are none. */
  public List<Example> poll() {
    List<Example> loaded = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(MOMENT)) {
      if (ExampleRecords.isLoaded(record)) {
        try {
          loaded.add(ExampleRecords.read(record));
        } catch (MalformedExampleException e) {
          log.atWarn()
              .addKeyValue("fault", e.getMessage())
              .log("an example cannot be read and is left out");
        }
      }
    }
    return loaded;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
