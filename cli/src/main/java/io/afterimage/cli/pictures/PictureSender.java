package io.afterimage.cli.pictures;

import io.afterimage.cli.options.KafkaTarget;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends pictures, each exactly once as long as this sender lives (an idempotent producer). A
 * picture that cannot be sent is reported and does not stop the others. Thread-safe.
 */
public final class PictureSender implements AutoCloseable {

  /** The header that names what a picture truly shows. */
  public static final String LABEL_HEADER = "label";

  /** Above what the topic takes (32 MiB), so that the broker decides, not the client. */
  private static final int MAX_REQUEST_BYTES = 36 * 1024 * 1024;

  private static final int LINGER_MILLIS = 5;

  private final Producer<String, byte[]> producer;
  private final String topic;
  private final BiConsumer<String, Exception> onFailure;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  /**
   * Connects.
   *
   * @param onFailure hears, on the producer's thread, which picture was not sent and why
   */
  public PictureSender(KafkaTarget target, BiConsumer<String, Exception> onFailure) {
    this(
        new KafkaProducer<>(
            target.clientProperties(
                Map.of(
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    true,
                    ProducerConfig.ACKS_CONFIG,
                    "all",
                    ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                    MAX_REQUEST_BYTES,
                    ProducerConfig.BUFFER_MEMORY_CONFIG,
                    2L * MAX_REQUEST_BYTES,
                    ProducerConfig.LINGER_MS_CONFIG,
                    LINGER_MILLIS,
                    // Pictures are compressed already.
                    ProducerConfig.COMPRESSION_TYPE_CONFIG,
                    "none")),
            new StringSerializer(),
            new ByteArraySerializer()),
        target.topics().images(),
        onFailure);
  }

  /** With a producer, which is closed in the end. */
  PictureSender(
      Producer<String, byte[]> producer, String topic, BiConsumer<String, Exception> onFailure) {
    this.producer = producer;
    this.topic = topic;
    this.onFailure = onFailure;
  }

  /**
   * Hands one picture over; waits where too many are on their way.
   *
   * @param id its key; absent: the stream names it by its place in the topic
   * @param label what it truly shows, for the header
   */
  public void send(Optional<String> id, byte[] picture, Optional<String> label) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, id.orElse(null), picture);
    label.ifPresent(
        text -> record.headers().add(LABEL_HEADER, text.getBytes(StandardCharsets.UTF_8)));
    String name = id.orElse("a picture without id");
    try {
      var sending = producer.send(record, (metadata, fault) -> ended(name, fault));
      assert !sending.isCancelled();
    } catch (KafkaException e) {
      ended(name, e);
    }
  }

  /** Waits until every picture is acknowledged or has failed. */
  public void flush() {
    producer.flush();
  }

  /** Pictures that Kafka has. */
  public long acknowledged() {
    return acknowledged.get();
  }

  /** Pictures that could not be sent. */
  public long failed() {
    return failed.get();
  }

  @Override
  public void close() {
    producer.close();
  }

  private void ended(String name, Exception fault) {
    if (fault == null) {
      acknowledged.incrementAndGet();
    } else {
      failed.incrementAndGet();
      onFailure.accept(name, fault);
    }
  }
}
