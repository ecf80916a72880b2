package io.afterimage.benchmarks.rig;

import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Prediction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes predictions that no stream has made: of ten labels, over two versions, compressed and in
 * large batches, so that millions take a minute. One thread.
 */
public final class PredictionFeed implements AutoCloseable {

  private static final int LABELS = 10;
  private static final String ID = "image-";

  private final CheckedProducer producer;
  private final String topic;
  private final String[][] forms = new String[LABELS][];
  private long sent;

  /** Writes to the installation's topic. */
  public PredictionFeed(Installation installation) {
    this.producer =
        new CheckedProducer(
            installation
                .clients()
                .producer(
                    new StringSerializer(),
                    Map.of(
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.LINGER_MS_CONFIG,
                        20,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        512 * 1024)),
            "a prediction");
    this.topic = installation.names().predictions();
    for (int label = 0; label < LABELS; label++) {
      forms[label] = form(label).split("IMAGE", -1);
    }
  }

  /** Writes so many, and waits until the broker has them all. */
  public void burst(long predictions) {
    for (long i = 0; i < predictions; i++) {
      send();
    }
    producer.flush();
  }

  /** Writes at that rate for so long. */
  public void steady(double perSecond, int seconds) {
    long interval = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    long due = System.nanoTime();
    long end = due + TimeUnit.SECONDS.toNanos(seconds);
    while (due < end) {
      send();
      due += interval;
      LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
    }
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }

  /** Written once for each label: making ten million events would take longer than sending them. */
  private static String form(int label) {
    return new String(
        EventJson.write(
            new Prediction(
                "IMAGE",
                new ImagePointer("images", 0, label),
                label % 2 == 0 ? "v1" : "v2",
                "label-" + label,
                0.5 + label / 20.0,
                Map.of("label-" + label, 0.5 + label / 20.0),
                Optional.of(0.5 - label / 20.0),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Instant.EPOCH)),
        StandardCharsets.UTF_8);
  }

  private void send() {
    String id = ID + sent;
    byte[] value = String.join(id, forms[(int) (sent % LABELS)]).getBytes(StandardCharsets.UTF_8);
    sent++;
    producer.send(new ProducerRecord<>(topic, id, value));
  }
}
