package io.afterimage.client.backup;

import io.afterimage.client.CommandFailure;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.schemas.topics.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Writes records to a topic as they were: key, value, headers and timestamp. For one thread. */
final class RecordCopy implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int ENVELOPE = 1 << 20;

  /** In order and each once, and as large as any topic of ours takes. */
  private static final Map<String, Object> SETTINGS =
      Map.of(
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          true,
          ProducerConfig.LINGER_MS_CONFIG,
          20,
          ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
          Topics.IMAGE_MESSAGE_BYTES + ENVELOPE,
          ProducerConfig.BUFFER_MEMORY_CONFIG,
          2L * Topics.IMAGE_MESSAGE_BYTES);

  private final String topic;
  private final boolean samePartitions;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> fault = new AtomicReference<>();
  private long sent;

  /**
   * Connects.
   *
   * @param samePartitions whether the topic has as many partitions as it had; records go to
   *     partitions by their keys where not
   */
  RecordCopy(KafkaClients clients, String topic, boolean samePartitions) {
    this.topic = topic;
    this.samePartitions = samePartitions;
    this.producer = clients.producer(LIMIT, SETTINGS);
  }

  /**
   * Hands a record over; waits where too many are on their way.
   *
   * @param written called on the producer's thread with its new place
   * @param count called with the number of records so far
   */
  void send(
      ConsumerRecord<byte[], byte[]> record, Consumer<RecordMetadata> written, LongConsumer count) {
    requireNoFault();
    ProducerRecord<byte[], byte[]> copy =
        new ProducerRecord<>(
            topic,
            samePartitions ? record.partition() : null,
            record.timestamp() < 0 ? null : record.timestamp(),
            record.key(),
            record.value(),
            record.headers());
    try {
      var unused =
          producer.send(
              copy,
              (metadata, failed) -> {
                if (failed == null) {
                  written.accept(metadata);
                } else {
                  fault.compareAndSet(null, failed);
                }
              });
    } catch (KafkaException e) {
      fault.compareAndSet(null, e);
      requireNoFault();
    }
    count.accept(++sent);
  }

  /**
   * Waits until Kafka has all of them.
   *
   * @throws CommandFailure when it does not take one
   */
  void finish() {
    producer.flush();
    requireNoFault();
  }

  private void requireNoFault() {
    Exception failed = fault.get();
    if (failed != null) {
      throw new CommandFailure(
          "%s did not take all records: %s; 'afterimage restore --force' starts over"
              .formatted(topic, failed.getMessage()),
          failed);
    }
  }

  @Override
  public void close() {
    producer.close(LIMIT);
  }
}
