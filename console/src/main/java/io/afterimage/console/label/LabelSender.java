package io.afterimage.console.label;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.LabelEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes labels and retractions, and says of each whether all replicas in sync have it. What they
 * have is known to the labels of this process at once. Thread-safe.
 */
final class LabelSender implements AutoCloseable {

  /** A person waits for it; a broker that restarts is back within. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final ImageLabels labels;

  /**
   * Connects.
   *
   * @param topic the full name of the topic of labels
   * @param labels are told what was written
   */
  LabelSender(KafkaClients clients, String topic, ImageLabels labels) {
    this(
        clients.producer(LIMIT, Map.of(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true)),
        topic,
        labels);
  }

  LabelSender(Producer<byte[], byte[]> producer, String topic, ImageLabels labels) {
    this.producer = producer;
    this.topic = topic;
    this.labels = labels;
  }

  /**
   * Sends events, those of one image in this order, and waits for the brokers.
   *
   * @return of each event why it was not written; empty where it was
   */
  List<Optional<String>> send(List<LabelEvent> events) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    List<Optional<String>> faults = new ArrayList<>();
    for (LabelEvent event : events) {
      byte[] key = event.imageId().getBytes(StandardCharsets.UTF_8);
      Optional<String> fault = Optional.empty();
      try {
        sent.add(producer.send(new ProducerRecord<>(topic, key, EventJson.write(event))));
      } catch (KafkaException e) {
        sent.add(null);
        fault = Optional.of(fault(e));
      }
      faults.add(fault);
    }
    for (int i = 0; i < events.size(); i++) {
      if (sent.get(i) != null) {
        faults.set(i, awaited(events.get(i), sent.get(i)));
      }
    }
    return faults;
  }

  private Optional<String> awaited(LabelEvent event, Future<RecordMetadata> sending) {
    try {
      RecordMetadata written = sending.get();
      var unused =
          labels.take(
              event,
              new TopicPartition(written.topic(), written.partition()),
              written.offset(),
              Instant.ofEpochMilli(written.timestamp()));
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(fault(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted while waiting for Kafka; look at it again");
    }
  }

  private String fault(Throwable thrown) {
    return "Kafka did not confirm it (%s: %s); try again, the same label twice does no harm"
        .formatted(topic, thrown.getMessage());
  }

  @Override
  public void close() {
    producer.close(LIMIT);
  }
}
