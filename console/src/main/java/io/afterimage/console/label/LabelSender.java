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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Writes labels and retractions, and says of each whether all replicas in sync have it. What they
 * have is known to the labels of this process at once. Thread-safe.
 */
final class LabelSender implements AutoCloseable {

  /** A person waits for it; a broker that restarts is back within. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /**
   * Sending one event may have waited that long for the brokers: by the producer's clock, which
   * need not agree with this one to the millisecond.
   */
  private static final Duration NO_TIME_LEFT = LIMIT.minusMillis(100);

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final ImageLabels labels;
  private final LongSupplier nanoTime;

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
        labels,
        System::nanoTime);
  }

  LabelSender(
      Producer<byte[], byte[]> producer, String topic, ImageLabels labels, LongSupplier nanoTime) {
    this.producer = producer;
    this.topic = topic;
    this.labels = labels;
    this.nanoTime = nanoTime;
  }

  /**
   * Sends events, those of one image in this order, and waits for the brokers. Where they do not
   * answer at all, it gives up after the time that one event has, however many there are.
   *
   * @return of each event why it was not written; empty where it was
   */
  List<Optional<String>> send(List<LabelEvent> events) {
    long start = nanoTime.getAsLong();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (LabelEvent event : events) {
      boolean isLate = nanoTime.getAsLong() - start >= NO_TIME_LEFT.toNanos();
      sent.add(isLate ? refused(noAnswer()) : begin(event));
    }
    List<Optional<String>> faults = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      faults.add(awaited(events.get(i), sent.get(i)));
    }
    return faults;
  }

  private Future<RecordMetadata> begin(LabelEvent event) {
    byte[] key = event.imageId().getBytes(StandardCharsets.UTF_8);
    try {
      return producer.send(new ProducerRecord<>(topic, key, EventJson.write(event)));
    } catch (KafkaException e) {
      return refused(e);
    }
  }

  private static KafkaException noAnswer() {
    return new TimeoutException("no answer within %d s".formatted(LIMIT.toSeconds()));
  }

  private static Future<RecordMetadata> refused(KafkaException why) {
    return CompletableFuture.failedFuture(why);
  }

  private Optional<String> awaited(LabelEvent event, Future<RecordMetadata> sending) {
    try {
      RecordMetadata written = sending.get();
      labels.takeWritten(
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
