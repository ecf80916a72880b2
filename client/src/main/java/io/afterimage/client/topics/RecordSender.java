package io.afterimage.client.topics;

import io.afterimage.client.KafkaTarget;
import io.afterimage.schemas.events.EventJson;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends records, each exactly once as long as this sender lives (an idempotent producer). One that
 * cannot be sent is reported and does not stop the others. Thread-safe.
 */
public final class RecordSender implements AutoCloseable {

  private static final int LINGER_MILLIS = 5;

  private final Producer<String, byte[]> producer;
  private final BiConsumer<String, Exception> onFailure;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  /**
   * With a producer, which is closed in the end.
   *
   * @param onFailure called on the producer's thread with what was not sent, and why
   */
  public RecordSender(Producer<String, byte[]> producer, BiConsumer<String, Exception> onFailure) {
    this.producer = producer;
    this.onFailure = onFailure;
  }

  /**
   * Connects.
   *
   * @param further properties of the producer, which the user's file may replace
   * @param onFailure called on the producer's thread with what was not sent, and why
   */
  public static RecordSender connect(
      KafkaTarget target, Map<String, Object> further, BiConsumer<String, Exception> onFailure) {
    Map<String, Object> settings = new HashMap<>(further);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    return new RecordSender(
        target.clients().withDefaults(settings).producer(new StringSerializer(), Map.of()),
        onFailure);
  }

  /**
   * Hands one record over; waits where too many are on their way.
   *
   * @param name of what is sent, for messages
   */
  public void send(String name, ProducerRecord<String, byte[]> record) {
    try {
      var sending = producer.send(record, (metadata, fault) -> ended(name, fault));
      assert !sending.isCancelled();
    } catch (KafkaException e) {
      ended(name, e);
    }
  }

  /** Hands an event over, as JSON under its key. */
  public void send(String topic, String key, Object event) {
    send(key, new ProducerRecord<>(topic, key, EventJson.write(event)));
  }

  /** Waits until everything is acknowledged or has failed. */
  public void flush() {
    producer.flush();
  }

  /** Records that Kafka has. */
  public long acknowledged() {
    return acknowledged.get();
  }

  /** Records that could not be sent. */
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
