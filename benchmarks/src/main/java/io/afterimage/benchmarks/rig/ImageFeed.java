package io.afterimage.benchmarks.rig;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends photos, each under an id of its own. One thread. */
public final class ImageFeed implements AutoCloseable {

  private static final int PRODUCER_BYTES = 32 * 1024 * 1024;

  private final CheckedProducer producer;
  private final String topic;
  private final Photos photos;
  private int sent;

  /** Without a linger: what the producer waits is not the stream's latency. */
  public ImageFeed(Installation installation, Photos photos) {
    this.producer =
        new CheckedProducer(
            installation
                .clients()
                .producer(
                    new StringSerializer(),
                    Map.of(
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        PRODUCER_BYTES)),
            "a photo");
    this.topic = installation.names().images();
    this.photos = photos;
  }

  /** Sends this many images as fast as the broker accepts them, and waits until it has them all. */
  public void burst(int images) {
    for (int i = 0; i < images; i++) {
      send();
    }
    producer.flush();
  }

  /** Sends at that rate as long as the condition holds; falling behind is caught up. */
  public void steady(double perSecond, BooleanSupplier going) {
    long interval = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    long due = System.nanoTime();
    while (going.getAsBoolean()) {
      send();
      due += interval;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      producer.check();
    }
    producer.flush();
  }

  /** The image id of the image that is sent as that one, from 0. */
  public static String id(int number) {
    return "photo-%07d".formatted(number);
  }

  /** How many were sent. */
  public int sent() {
    return sent;
  }

  @Override
  public void close() {
    producer.close();
  }

  private void send() {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, id(sent), photos.get(sent));
    sent++;
    producer.send(record);
  }
}
