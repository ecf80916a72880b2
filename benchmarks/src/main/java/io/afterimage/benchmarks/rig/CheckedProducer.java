package io.afterimage.benchmarks.rig;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends without waiting, and says later whether the broker took everything. One thread sends. */
final class CheckedProducer implements AutoCloseable {

  private final KafkaProducer<String, byte[]> producer;
  private final String what;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * Takes a producer over.
   *
   * @param what is sent, such as {@code a photo}
   */
  CheckedProducer(KafkaProducer<String, byte[]> producer, String what) {
    this.producer = producer;
    this.what = what;
  }

  // The callback sees what the future would tell.
  @SuppressWarnings("FutureReturnValueIgnored")
  void send(ProducerRecord<String, byte[]> record) {
    producer.send(
        record,
        (metadata, exception) -> {
          if (exception != null) {
            failure.compareAndSet(null, exception);
          }
        });
  }

  /**
   * Waits until the broker has everything.
   *
   * @throws IllegalStateException when it did not take something
   */
  void flush() {
    producer.flush();
    check();
  }

  /** Fails with {@link IllegalStateException} when the broker has already not taken something. */
  void check() {
    if (failure.get() != null) {
      throw new IllegalStateException(what + " was not taken by the broker", failure.get());
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
