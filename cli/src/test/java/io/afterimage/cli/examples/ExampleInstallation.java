package io.afterimage.cli.examples;

import io.afterimage.cli.installation.Installation;
import io.afterimage.images.InputSpec;
import io.afterimage.networks.RandomHeads;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.testkit.WholeTopic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A broker and a stream that serves, as {@code standalone} has them, and in whose topics lies what
 * a reader must pass over: predictions of an aborted transaction, and the mark of a dead letter
 * that was sent again. So does a prediction of an image that is gone, whose id and headers are
 * hostile.
 */
record ExampleInstallation(Installation installation) implements AutoCloseable {

  static final String ABORTED = "aborted";
  static final String MARKED = "marked";

  /** It would clear a terminal. */
  static final String HOSTILE = "hostile\u001b[2J";

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final List<String> LABELS = List.of("cats", "dogs");

  static ExampleInstallation start(Path data) throws ExecutionException, InterruptedException {
    ExampleInstallation started =
        new ExampleInstallation(Installation.start(data, 0, TopicNames.plain().prefix()));
    try {
      started.publish();
      started.installation.startStream(data, Map.of("http.port", "0"));
      started.abort();
      started.mark();
      started.answerHostileImage();
      started.installation.awaitReady(LIMIT);
      return started;
    } catch (RuntimeException | Error e) {
      started.close();
      throw e;
    }
  }

  String bootstrapServers() {
    return installation.target().bootstrapServers();
  }

  List<ConsumerRecord<String, byte[]>> records(String topic) {
    return WholeTopic.records(installation.target().properties(), topic);
  }

  /** Those that come from now on. */
  NewRecords newRecords(String topic) {
    return NewRecords.from(() -> records(topic));
  }

  /** Predictions and refusals so far. */
  long answers() {
    return Stream.of("predictions", "dead-letters")
        .flatMap(topic -> records(topic).stream())
        .filter(record -> record.value() != null)
        .count();
  }

  int partitions(String topic) {
    try (var consumer = WholeTopic.consumer(installation.target().properties(), topic)) {
      return consumer.assignment().size();
    }
  }

  /** Sends an image, and a prediction of it as a model would answer that is so sure. */
  Prediction predict(String imageId, byte[] image, String label, double confidence)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<String, byte[]> producer = producer(Map.of())) {
      RecordMetadata place =
          producer.send(new ProducerRecord<>("images", "image-of-" + imageId, image)).get();
      Prediction prediction =
          prediction(
              imageId,
              new ImagePointer(place.topic(), place.partition(), place.offset()),
              label,
              confidence,
              Optional.of(Sha256.of(image)));
      producer
          .send(new ProducerRecord<>("predictions", imageId, EventJson.write(prediction)))
          .get();
      return prediction;
    }
  }

  /** Takes back what was said about an image. */
  void retract(String imageId) throws ExecutionException, InterruptedException {
    try (KafkaProducer<String, byte[]> producer = producer(Map.of())) {
      producer.send(new ProducerRecord<>("labels", imageId, null)).get();
    }
  }

  private void publish() {
    try (ModelPublisher publisher =
        ModelPublisher.open(
            installation.target().clients(),
            TopicNames.plain(),
            "afterimage-publisher",
            LIMIT,
            InstantSource.system())) {
      publisher.publish(new RandomHeads(LABELS, InputSpec.square(32)).withHead(1));
    }
  }

  /** In every partition, so that each reader meets it. */
  private void abort() {
    byte[] value =
        EventJson.write(
            prediction(ABORTED, new ImagePointer("images", 0, 0), "cats", 0.5, Optional.empty()));
    try (KafkaProducer<String, byte[]> producer = producer(Map.of("transactional.id", "aborts"))) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int partition = 0; partition < partitions("predictions"); partition++) {
        var unused = producer.send(new ProducerRecord<>("predictions", partition, ABORTED, value));
      }
      producer.flush();
      producer.abortTransaction();
    }
  }

  private void mark() throws ExecutionException, InterruptedException {
    ProducerRecord<String, byte[]> mark = new ProducerRecord<>("dead-letters", MARKED, null);
    mark.headers()
        .add(DeadLetterHeaders.SENT_AGAIN, "dead-letters-0-0".getBytes(StandardCharsets.UTF_8));
    try (KafkaProducer<String, byte[]> producer = producer(Map.of())) {
      producer.send(mark).get();
    }
  }

  private void answerHostileImage() throws ExecutionException, InterruptedException {
    Prediction prediction =
        prediction(
            HOSTILE, new ImagePointer("images", 0, 1_000_000), "cats", 0.5, Optional.empty());
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>("predictions", HOSTILE, EventJson.write(prediction));
    record
        .headers()
        .add("no-text", new byte[] {-1, -2})
        .add(DeadLetterHeaders.REASON, "mine".getBytes(StandardCharsets.UTF_8));
    try (KafkaProducer<String, byte[]> producer = producer(Map.of())) {
      producer.send(record).get();
    }
  }

  private KafkaProducer<String, byte[]> producer(Map<String, ?> own) {
    return installation.target().clients().producer(new StringSerializer(), own);
  }

  private static Prediction prediction(
      String imageId,
      ImagePointer picture,
      String label,
      double confidence,
      Optional<String> sha256) {
    return new Prediction(
        imageId,
        picture,
        "v1",
        label,
        confidence,
        Map.of(label, confidence),
        Optional.of(1 - confidence),
        sha256,
        Optional.empty(),
        Instant.now(),
        Instant.now());
  }

  @Override
  public void close() {
    installation.close();
  }
}
