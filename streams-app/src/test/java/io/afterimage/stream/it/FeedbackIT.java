package io.afterimage.stream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.ServiceProcess;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelledExample;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import io.afterimage.testkit.PublishedSchema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels and predictions on a real broker, joined by a service that is killed meanwhile. */
class FeedbackIT {

  private static final int IMAGES = 1200;

  @TempDir private static Path folder;
  private static Stage stage;

  @BeforeAll
  static void open() {
    stage = new Stage(folder);
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  @Test
  void shouldJoinEachLabelOnceWhenKilledInTheMiddle() {
    TopicNames names = stage.topics("joined-");
    stage.publish(names, Stage.MODELS.withHead(1));
    List<String> ids = IntStream.range(0, IMAGES).mapToObj("picture-%05d"::formatted).toList();
    List<String> before = ids.subList(0, IMAGES / 2);
    List<String> after = ids.subList(IMAGES / 2, IMAGES);
    try (ServiceProcess stream = stage.process(names, "a");
        PredictionLog predictions = new PredictionLog(stage, names.predictions());
        KafkaConsumer<String, byte[]> feedback = stage.consumer(names.feedback())) {
      label(names, before, "boot");
      label(names, List.of("never-seen"), "boot");
      stream.start();
      ImageFlow flow = ImageFlow.start(stage, names.images(), IMAGES, 150, IMAGES / 4);
      await().atMost(Stage.limit()).until(() -> predictions.count() >= 100);
      label(names, after, "boot");
      await().atMost(Stage.limit()).until(() -> predictions.count() >= 150);
      assertThat(predictions.count()).as("killed while images were left").isLessThan(IMAGES);
      stream.kill();
      flow.release();
      label(names, after, "boot");
      stream.start();
      flow.join();
      await().atMost(Stage.limit()).until(() -> predictions.count() >= IMAGES);
      stream.kill();
      label(names, ids, "boot");
      label(names, before, "coat");
      stream.start();

      List<ConsumerRecord<String, byte[]>> joined = new ArrayList<>();
      await().atMost(Stage.limit()).until(() -> read(feedback, joined) >= IMAGES + before.size());
      assertNothingFollows(feedback, joined);
      assertThat(ids(joined, "boot")).containsExactlyInAnyOrderElementsOf(ids);
      assertThat(ids(joined, "coat")).containsExactlyInAnyOrderElementsOf(before);
      assertThat(joined).allSatisfy(FeedbackIT::assertPointsToItsImage);
    }
  }

  @Test
  void shouldSendLabelsThatFindNothingOrSayNothingToTheDeadLetters() {
    TopicNames names = stage.topics("unmatched-");
    stage.publish(names, Stage.MODELS.withHead(1));
    Map<String, String> options = stage.options(names, "in-process");
    options.put("feedback.retention", "2s");
    label(names, List.of("never-seen"), "boot");
    send(names, List.of(new ProducerRecord<>(names.labels(), "odd", utf8("boot"))));
    try (StreamInstance instance = StreamInstance.start(StreamConfig.from(options));
        KafkaConsumer<String, byte[]> letters = stage.consumer(names.deadLetters())) {
      List<ConsumerRecord<String, byte[]>> read = new ArrayList<>();
      await().atMost(Stage.limit()).until(() -> read(letters, read) >= 2);

      assertNothingFollows(letters, read);
      assertThat(read)
          .extracting(letter -> letter.key() + " " + reason(letter))
          .containsExactlyInAnyOrder("never-seen unmatched-label", "odd malformed-label");
      assertThat(read)
          .flatMap(letter -> PublishedSchema.of("dead-letter-headers").faults(letter.headers()))
          .isEmpty();
      assertThat(instance.metrics().get("afterimage.labels.unmatched").counter().count())
          .isEqualTo(1);
    }
  }

  @Test
  void shouldJoinLabelsWhateverPartitionerAndNumberOfPartitionsTheyHave()
      throws ExecutionException, InterruptedException {
    TopicNames names = stage.topics("foreign-");
    int partitions = Stage.PARTITIONS + 1;
    try (Admin admin = stage.clients().admin()) {
      admin
          .createPartitions(Map.of(names.labels(), NewPartitions.increaseTo(partitions)))
          .all()
          .get();
    }
    stage.publish(names, Stage.MODELS.withHead(1));
    ImageFlow flow = ImageFlow.start(stage, names.images(), 12, 100);
    send(
        names,
        flow.ids().stream()
            .map(
                id ->
                    new ProducerRecord<>(
                        names.labels(), librdkafka(id, partitions), id, label(id, "boot")))
            .toList());
    Map<String, String> options = stage.options(names, "in-process");
    try (StreamInstance instance = StreamInstance.start(StreamConfig.from(options));
        KafkaConsumer<String, byte[]> feedback = stage.consumer(names.feedback())) {
      List<ConsumerRecord<String, byte[]>> joined = new ArrayList<>();
      await().atMost(Stage.limit()).until(() -> read(feedback, joined) >= flow.ids().size());

      assertNothingFollows(feedback, joined);
      assertThat(ids(joined, "boot")).containsExactlyInAnyOrderElementsOf(flow.ids());
      assertThat(instance.terminated()).isNotDone();
    }
  }

  /** As clients on librdkafka choose it by default (Python, .NET, Go, Node). */
  private static int librdkafka(String key, int partitions) {
    CRC32 hash = new CRC32();
    hash.update(utf8(key));
    return (int) (hash.getValue() % partitions);
  }

  private static void assertPointsToItsImage(ConsumerRecord<String, byte[]> record) {
    LabelledExample example = example(record);
    assertThat(record.key()).isEqualTo(example.imageId());
    assertThat(record.partition()).isEqualTo(example.picture().partition());
    assertThat(example.modelVersion()).isEqualTo("v1");
  }

  private static List<String> ids(List<ConsumerRecord<String, byte[]>> records, String label) {
    return records.stream()
        .map(FeedbackIT::example)
        .filter(example -> example.label().equals(label))
        .map(LabelledExample::imageId)
        .toList();
  }

  private static LabelledExample example(ConsumerRecord<String, byte[]> record) {
    return EventJson.read(record.value(), LabelledExample.class);
  }

  private static String reason(ConsumerRecord<String, byte[]> letter) {
    return new String(
        letter.headers().lastHeader("afterimage-reason").value(), StandardCharsets.UTF_8);
  }

  private static int read(
      KafkaConsumer<String, byte[]> consumer, List<ConsumerRecord<String, byte[]>> into) {
    consumer.poll(Duration.ofMillis(200)).forEach(into::add);
    return into.size();
  }

  private static void assertNothingFollows(
      KafkaConsumer<String, byte[]> consumer, List<ConsumerRecord<String, byte[]>> seen) {
    int before = seen.size();
    await()
        .during(Duration.ofSeconds(2))
        .atMost(Stage.limit())
        .until(() -> read(consumer, seen) == before);
  }

  private static void label(TopicNames names, List<String> ids, String label) {
    send(
        names,
        ids.stream()
            .map(id -> new ProducerRecord<>(names.labels(), id, label(id, label)))
            .toList());
  }

  private static byte[] label(String id, String label) {
    return EventJson.write(new Label(id, label, Optional.of("test"), Optional.empty()));
  }

  private static void send(TopicNames names, List<ProducerRecord<String, byte[]>> records) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, byte[]> producer = stage.producer()) {
      records.forEach(record -> sent.add(producer.send(record)));
      producer.flush();
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("a record was not produced to " + names.labels(), e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
