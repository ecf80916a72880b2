package io.afterimage.stream.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.classifier.Answer;
import io.afterimage.models.classifier.Answer.Classified;
import io.afterimage.models.classifier.BatchingConfig;
import io.afterimage.models.classifier.ClassifierMetrics;
import io.afterimage.models.classifier.MicroBatcher;
import io.afterimage.models.classifier.ModelSlot;
import io.afterimage.models.classifier.ServingModel;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.schemas.events.DeadLetterHeaders;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.schemas.topics.Topics;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that may arrive on the topic, in one partition and with a good image on either side,
 * sent before the instance serves, so that good and bad share polls and batches.
 */
class BadInputIT {

  /** More than any topic takes; as zeros, compressed, a few kilobytes. */
  private static final int COMPRESSED = 40_000_000;

  @TempDir private static Path folder;
  private static Stage stage;
  private static StreamInstance instance;
  private static AnswerLog answers;
  private static TopicNames names;
  private static ModelSlot slot;
  private static MicroBatcher offline;
  private static final ModelArtifact model = Stage.MODELS.withHead(7);
  private static final List<BadInput> cases = BadInput.table();
  private static final Map<BadInput, ImagePointer> pointers = new LinkedHashMap<>();

  @BeforeAll
  static void sendAllAndAwaitAnAnswerToEach() throws Exception {
    stage = new Stage(folder);
    names = stage.topics("bad-");
    try (KafkaProducer<String, byte[]> producer = stage.producer()) {
      for (BadInput each : cases) {
        pointers.put(each, send(producer, each));
      }
    }
    stage.publish(names, model);
    slot = new ModelSlot();
    offline =
        new MicroBatcher(
            BatchingConfig.forCores(1),
            slot,
            new ImageDecoder(ImageLimits.DEFAULT)::decode,
            new ClassifierMetrics(new SimpleMeterRegistry()),
            error -> {});
    slot.swap(ServingModel.load(model, new OnnxRuntimeEngine(new Device.Cpu()), 1));
    instance = StreamInstance.start(StreamConfig.from(stage.options(names, "in-process")));
    answers = new AnswerLog(stage, names);
    await().atMost(Stage.limit()).until(() -> answers.count() >= cases.size());
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Stage.limit())
        .until(() -> answers.count() == cases.size());
  }

  @AfterAll
  static void close() {
    if (instance != null) {
      instance.close();
    }
    if (answers != null) {
      answers.close();
    }
    if (offline != null) {
      offline.close();
      slot.close();
    }
    stage.close();
  }

  static List<BadInput> cases() {
    return cases;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void shouldClassifyOrRefuseEachRecordOnItsOwn(BadInput sent) throws Exception {
    ImagePointer pointer = pointers.get(sent);
    List<Prediction> predicted = answers.predictions(pointer);
    List<ConsumerRecord<String, byte[]>> refused = answers.deadLetters(pointer);

    if (sent.reason().isEmpty()) {
      assertThat(refused).isEmpty();
      assertThat(predicted).hasSize(1);
      assertThat(predicted.get(0).imageId()).isEqualTo(sent.id(pointer));
      assertThat(predicted.get(0).modelVersion()).isEqualTo("v1");
      assertSameAsOffline(predicted.get(0), sent.value());
    } else {
      assertThat(predicted).isEmpty();
      assertThat(refused).hasSize(1);
      assertThat(refused.get(0).key()).isEqualTo(sent.id(pointer));
      assertThat(refused.get(0).value()).isEqualTo(sent.value());
      assertThat(AnswerLog.reason(refused.get(0))).isEqualTo(sent.reason().orElseThrow());
      assertThat(AnswerLog.header(refused.get(0), DeadLetterHeaders.DETAIL)).isNotBlank();
      assertThat(AnswerLog.header(refused.get(0), "content-type")).isEqualTo("image/jpeg");
    }
  }

  @Test
  void shouldAnswerNothingThatWasNotSent() {
    assertThat(answers.answered()).containsExactlyInAnyOrderElementsOf(pointers.values());
  }

  @Test
  void shouldOutliveWhatTheTopicsOfAnswersDoNotTake() throws Exception {
    Map<String, Object> properties = new HashMap<>(stage.clients().properties());
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * COMPRESSED);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * COMPRESSED);
    ProducerRecord<String, byte[]> crowded =
        new ProducerRecord<>(names.images(), 1, "crowded", Images.png(1));
    crowded.headers().add("exif", new byte[2 * Topics.EVENT_MESSAGE_BYTES]);
    try (KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        AnswerLog log = new AnswerLog(stage, names)) {
      ImagePointer first = send(producer, crowded);
      ImagePointer second =
          send(
              producer,
              new ProducerRecord<>(names.images(), 1, "compressed", new byte[COMPRESSED]));
      ImagePointer third =
          send(producer, new ProducerRecord<>(names.images(), 1, "last", Images.png(2)));

      await()
          .atMost(Stage.limit())
          .until(
              () -> log.count() > 0 && log.answered().containsAll(List.of(first, second, third)));
      assertThat(log.predictions(third)).hasSize(1);
      assertThat(log.deadLetters(first))
          .extracting(ConsumerRecord::key, AnswerLog::reason)
          .containsExactly(tuple("crowded", "envelope-too-large"));
      assertThat(log.deadLetters(second))
          .extracting(ConsumerRecord::key, AnswerLog::reason)
          .containsExactly(tuple(second.toString(), "too-many-bytes"));
    }
    assertThat(instance.terminated()).isNotDone();
  }

  @Test
  void shouldBeLiveAndReadyAfterAllOfIt() {
    assertThat(instance.terminated()).isNotDone();
    assertThat(instance.health().live()).isTrue();
    await()
        .atMost(Stage.limit())
        .untilAsserted(() -> assertThat(instance.health().reasons()).isEmpty());
    assertThat(instance.health().ready()).isTrue();
  }

  private static void assertSameAsOffline(Prediction prediction, byte[] image) throws Exception {
    Answer answer = offline.submit(List.of(image)).get(0).get(3, TimeUnit.MINUTES);
    Map<String, Double> expected = ((Classified) answer).scores();

    assertThat(prediction.scores().keySet()).containsExactlyElementsOf(expected.keySet());
    expected.forEach(
        (label, score) ->
            assertThat(prediction.scores().get(label)).as(label).isCloseTo(score, within(1e-5)));
  }

  private static ImagePointer send(KafkaProducer<String, byte[]> producer, BadInput each)
      throws Exception {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(names.images(), 0, each.key(), each.value());
    record.headers().add("content-type", "image/jpeg".getBytes(UTF_8));
    return send(producer, record);
  }

  private static ImagePointer send(
      KafkaProducer<String, byte[]> producer, ProducerRecord<String, byte[]> record)
      throws Exception {
    RecordMetadata metadata = producer.send(record).get(3, TimeUnit.MINUTES);
    return new ImagePointer(metadata.topic(), metadata.partition(), metadata.offset());
  }
}
