package io.afterimage.trainer.trigger;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.kafka.records.TopicReader.From;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.service.BackgroundThread;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the predictions from now on, without a group, on its own thread until it is closed or
 * fails. Nothing depends on seeing each of them; where nothing depends on them at all, it does not
 * fail but tries again.
 */
public final class PredictionWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PredictionWatch.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final KafkaClients clients;
  private final String topic;
  private final Duration limit;
  private final boolean needed;
  private final Consumer<Prediction> seen;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final BackgroundThread thread;

  private PredictionWatch(
      KafkaClients clients,
      String topic,
      Duration limit,
      boolean needed,
      Consumer<Prediction> seen) {
    this.clients = clients;
    this.topic = topic;
    this.limit = limit;
    this.needed = needed;
    this.seen = seen;
    this.thread =
        new BackgroundThread("trainer-predictions", limit, this::run, ended::completeExceptionally);
  }

  /**
   * Starts.
   *
   * @param topic the full name of the topic of predictions
   * @param limit how long the brokers may let one answer wait
   * @param needed whether it fails when they cannot be read
   * @param seen called on the watch's thread
   */
  public static PredictionWatch start(
      KafkaClients clients,
      String topic,
      Duration limit,
      boolean needed,
      Consumer<Prediction> seen) {
    PredictionWatch watch = new PredictionWatch(clients, topic, limit, needed, seen);
    watch.thread.start();
    return watch;
  }

  /** Completes when the watch was closed, exceptionally when it failed. */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public void close() {
    thread.close();
    ended.complete(null);
  }

  private void run() {
    while (!thread.isStopping()) {
      try {
        follow();
      } catch (StoreUnavailableException e) {
        if (needed) {
          throw e;
        }
        log.atWarn()
            .addKeyValue("topic", topic)
            .addKeyValue("fault", e.getMessage())
            .log(
                "cannot follow the predictions, retrying: no labels are asked for, and no version is guarded, meanwhile");
        thread.pause(PAUSE);
      }
    }
  }

  private void follow() {
    try (TopicReader reader =
        TopicReader.of(clients, "predictions", List.of(topic), From.LATEST, limit)) {
      while (!thread.isStopping()) {
        reader.poll(POLL).forEach(this::take);
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() != null) {
        seen.accept(EventJson.read(record.value(), Prediction.class));
      }
    } catch (MalformedEventException e) {
      log.atDebug()
          .addKeyValue(
              "at", "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()))
          .addKeyValue("fault", e.getMessage())
          .log("skipped a record that is not a prediction");
    }
  }
}
