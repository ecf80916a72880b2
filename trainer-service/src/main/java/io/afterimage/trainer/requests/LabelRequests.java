package io.afterimage.trainer.requests;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.records.TopicReader;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.service.BackgroundThread;
import io.afterimage.trainer.buffer.Example;
import io.afterimage.trainer.buffer.ReplayBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes requests for labels on its own thread until it is closed. Nothing else depends on them:
 * while the topic is missing or cannot be written, none are made, which is logged, and it is tried
 * again. Thread-safe.
 */
public final class LabelRequests implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LabelRequests.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final KafkaClients clients;
  private final String topic;
  private final Duration limit;
  private final RequestRounds rounds;
  private final RequestMetrics metrics;
  private final BackgroundThread thread;

  private LabelRequests(
      KafkaClients clients,
      String topic,
      Duration limit,
      RequestRounds rounds,
      RequestMetrics metrics) {
    this.clients = clients;
    this.topic = topic;
    this.limit = limit;
    this.rounds = rounds;
    this.metrics = metrics;
    this.thread =
        new BackgroundThread(
            "trainer-requests",
            limit,
            this::run,
            fault ->
                log.atError().setCause(fault).log("no more labels are asked for until a restart"));
  }

  /**
   * Starts.
   *
   * @param topic the full name of the topic of requests
   * @param limit how long the brokers may let one answer wait
   * @param examples what is labelled already
   */
  public static LabelRequests start(
      KafkaClients clients,
      String topic,
      Duration limit,
      RequestConfig config,
      ReplayBuffer examples,
      RequestMetrics metrics,
      InstantSource clock) {
    RequestRounds rounds =
        new RequestRounds(config, id -> examples.find(id).map(GivenLabel::of), clock);
    LabelRequests requests = new LabelRequests(clients, topic, limit, rounds, metrics);
    metrics.show(rounds);
    requests.thread.start();
    return requests;
  }

  /**
   * Reads a topic of requests from its start to its end; other records are skipped.
   *
   * @throws StoreUnavailableException when it is missing, or cannot be read within the limit
   */
  public static void read(
      KafkaClients clients, String topic, Duration limit, Consumer<LabelRequest> receiver) {
    try (TopicReader reader =
        TopicReader.of(clients, "requests", List.of(topic), TopicReader.From.EARLIEST, limit)) {
      reader.readToEnd(limit, () -> false, record -> take(record, receiver));
    }
  }

  /** An image was answered. */
  public void predicted(Prediction prediction) {
    rounds.predicted(prediction);
  }

  /** A label has come. */
  public void labelled(LabelledExample example) {
    rounds.labelled(example.imageId(), GivenLabel.of(example));
  }

  /** Why the label of that very image was asked for, if it was in the last seven days. */
  public Optional<String> why(LabelledExample example) {
    return rounds.why(example.imageId(), GivenLabel.of(example));
  }

  /** Why the example's label was asked for, if it was in the last seven days. */
  public Optional<String> why(Example example) {
    return rounds.why(example.id(), GivenLabel.of(example));
  }

  /** An image's labels no longer hold. */
  public void retracted(String imageId) {
    rounds.retracted(imageId);
  }

  @Override
  public void close() {
    thread.close();
    metrics.hide();
  }

  private void run() {
    while (!thread.isStopping()) {
      try {
        read(clients, topic, limit, rounds::known);
        write();
      } catch (StoreUnavailableException e) {
        log.atWarn()
            .addKeyValue("topic", topic)
            .addKeyValue("fault", e.getMessage())
            .log("no labels are asked for");
        thread.pause(PAUSE);
      }
    }
  }

  private void write() {
    try (KafkaProducer<byte[], byte[]> producer = clients.producer(limit, Map.of())) {
      RequestWriter writer = new RequestWriter(producer, topic, rounds, metrics);
      while (!thread.isStopping()) {
        writer.write();
        thread.pause(EVERY);
      }
    } catch (KafkaException e) {
      throw new StoreUnavailableException("requests cannot be written: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      thread.stop();
    }
  }

  private static void take(ConsumerRecord<byte[], byte[]> record, Consumer<LabelRequest> receiver) {
    try {
      if (record.value() != null) {
        receiver.accept(EventJson.read(record.value(), LabelRequest.class));
      }
    } catch (MalformedEventException e) {
      log.atWarn()
          .addKeyValue(
              "at", "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()))
          .addKeyValue("fault", e.getMessage())
          .log("skipped a record that is not a request for a label");
    }
  }
}
