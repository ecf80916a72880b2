package io.afterimage.stream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.afterimage.kafka.topics.StartException;
import io.afterimage.registry.KafkaModelEventLog;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import io.afterimage.schemas.events.Sha256;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance in this process on a real broker: starting, waiting, surviving, ending. */
class LifecycleIT {

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
  void shouldLeaveImagesInTheTopicUntilAModelIsActive() {
    TopicNames names = stage.topics("waiting-");
    produce(names, 10);
    try (StreamInstance instance = start(names);
        PredictionLog log = new PredictionLog(stage, names.predictions())) {
      await().until(() -> instance.health().reasons().toString().contains("no model yet"));
      assertThat(instance.health().ready()).isFalse();
      assertThat(instance.health().live()).isTrue();
      assertThat(log.count()).isZero();

      stage.publish(names, Stage.MODELS.withHead(1));

      await().atMost(Stage.limit()).until(() -> log.count() == 10);
      await().atMost(Stage.limit()).until(() -> instance.health().ready());
      assertThat(instance.health().details()).containsEntry("modelVersion", "v1");
    }
  }

  @Test
  void shouldAnswerAnImageThatIsWrappedAsItAnswersTheImageItself() throws Exception {
    TopicNames names = stage.topics("wrapped-");
    stage.publish(names, Stage.MODELS.withHead(1));
    Map<String, String> options = stage.options(names, "a");
    options.put("images.unwrap", "base64,gzip");
    byte[] image = Images.png(3);
    byte[] text = Base64.getEncoder().encode(image);
    try (StreamInstance instance = StreamInstance.start(StreamConfig.from(options));
        KafkaProducer<String, byte[]> producer = stage.producer();
        AnswerLog log = new AnswerLog(stage, names)) {
      ImagePointer plain = send(producer, names, image);
      ImagePointer wrapped = send(producer, names, text);

      await().atMost(Stage.limit()).until(() -> log.count() == 2);

      assertThat(log.predictions(wrapped)).hasSize(1);
      assertThat(log.predictions(wrapped).get(0).scores())
          .isEqualTo(log.predictions(plain).get(0).scores());
      assertThat(log.predictions(wrapped).get(0).sha256()).contains(Sha256.of(text));
      assertThat(instance.terminated()).isNotDone();
    }
  }

  private static ImagePointer send(
      KafkaProducer<String, byte[]> producer, TopicNames names, byte[] value) throws Exception {
    RecordMetadata metadata =
        producer.send(new ProducerRecord<>(names.images(), "image", value)).get();
    return new ImagePointer(metadata.topic(), metadata.partition(), metadata.offset());
  }

  @Test
  void shouldKeepServingAndReportAVersionWhoseFileIsNotWhatWasAnnounced() {
    TopicNames names = stage.topics("corrupt-");
    Announced good = stage.publish(names, Stage.MODELS.withHead(1));
    try (StreamInstance instance = start(names);
        KafkaModelEventLog events =
            new KafkaModelEventLog(stage.clients(), names.modelEvents(), "test", Stage.limit());
        PredictionLog log = new PredictionLog(stage, names.predictions())) {
      await().atMost(Stage.limit()).until(() -> instance.health().ready());

      events.append(
          new Announced(
              "v2",
              good.location(),
              Sha256.of(new byte[] {1}),
              good.bytes(),
              good.labels(),
              Optional.of("v1"),
              Optional.empty(),
              Instant.now()));

      Rejected rejected = stage.awaitRejection(names, "v2");
      produce(names, 5);
      await().atMost(Stage.limit()).until(() -> log.count() == 5);
      assertThat(rejected.instance()).isEqualTo("in-process");
      assertThat(log.versions()).containsExactly("v1");
      await().atMost(Stage.limit()).until(() -> instance.health().ready());
    }
  }

  @Test
  void shouldNameTheTopicsThatAreMissing() {
    assertThatThrownBy(() -> start(new TopicNames("absent-")))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("absent-images")
        .hasMessageContaining("afterimage topics create");
  }

  @Test
  void shouldGiveUpOnABrokerThatDoesNotAnswer() {
    Map<String, String> options = options(new TopicNames("any-"));
    options.put("bootstrap.servers", "127.0.0.1:9");
    options.put("start.timeout", "2s");

    assertThatThrownBy(() -> StreamInstance.start(StreamConfig.from(options)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("127.0.0.1:9");
  }

  @Test
  void shouldRefuseADeviceThatIsAbsent() {
    Map<String, String> options = options(stage.topics("device-"));
    options.put("device", "gpu:77");

    assertThatThrownBy(() -> StreamInstance.start(StreamConfig.from(options)))
        .hasMessageContaining("gpu:77");
  }

  @Test
  void shouldGoOnWhenTheBrokerComesBack() {
    try (Stage own = new Stage(folder.resolve("restarted"))) {
      TopicNames names = own.topics("restart-");
      own.publish(names, Stage.MODELS.withHead(1));
      try (StreamInstance instance =
              StreamInstance.start(StreamConfig.from(own.options(names, "in-process")));
          PredictionLog log = new PredictionLog(own, names.predictions())) {
        ImageFlow before = ImageFlow.start(own, names.images(), 50, 100);
        before.join();
        await().atMost(Stage.limit()).until(() -> log.count() == 50);

        own.broker().kill();
        own.broker().restart();

        ImageFlow after = ImageFlow.start(own, names.images(), 50, 100);
        after.join();
        await().atMost(Stage.limit()).until(() -> log.count() == 100);
        assertThat(instance.terminated()).isNotDone();
        await().atMost(Stage.limit()).until(() -> instance.health().ready());
      }
    }
  }

  @Test
  void shouldSeparatePipelinesByTheirTopicPrefixAlone() {
    TopicNames one = stage.topics("one-");
    TopicNames two = stage.topics("two-");
    stage.publish(one, Stage.MODELS.withHead(1));
    stage.publish(two, Stage.MODELS.withHead(1));
    produce(one, 20);
    produce(two, 20);
    try (StreamInstance first = StreamInstance.start(StreamConfig.from(byPrefixAlone(one)));
        StreamInstance second = StreamInstance.start(StreamConfig.from(byPrefixAlone(two)));
        PredictionLog ofFirst = new PredictionLog(stage, one.predictions());
        PredictionLog ofSecond = new PredictionLog(stage, two.predictions())) {
      await().atMost(Stage.limit()).until(() -> ofFirst.count() == 20);
      await().atMost(Stage.limit()).until(() -> ofSecond.count() == 20);
      assertThat(first.terminated()).isNotDone();
      assertThat(second.terminated()).isNotDone();

      Map<String, String> intruder = options(stage.topics("three-"));
      intruder.put("application.id", "one-afterimage-stream");
      assertThatThrownBy(() -> StreamInstance.start(StreamConfig.from(intruder)))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("group 'one-afterimage-stream' is in use for other topics")
          .hasMessageContaining("one-images");
    }
  }

  @Test
  void shouldGoOnWhereAnInstallationFromBefore02LeftOff() {
    TopicNames names = stage.topics("before-");
    stage.publish(names, Stage.MODELS.withHead(1));
    produce(names, 10);
    Map<String, String> before = options(names);
    before.put("application.id", "afterimage-stream");
    try (PredictionLog log = new PredictionLog(stage, names.predictions())) {
      try (StreamInstance old = StreamInstance.start(StreamConfig.from(before))) {
        await().atMost(Stage.limit()).until(() -> log.count() == 10);
        assertThat(old.terminated()).isNotDone();
      }
      produce(names, 5);
      try (StreamInstance now = StreamInstance.start(StreamConfig.from(byPrefixAlone(names)))) {
        await().atMost(Stage.limit()).until(() -> log.count() >= 15);
        await().atMost(Stage.limit()).until(() -> now.health().ready());
      }
      assertThat(log.count()).isEqualTo(15);
    }
  }

  @Test
  void shouldServeAndRebalanceByTheStreamsProtocol() {
    TopicNames names = stage.topics("protocol-");
    stage.publish(names, Stage.MODELS.withHead(1));
    produce(names, 20);
    try (PredictionLog log = new PredictionLog(stage, names.predictions());
        StreamInstance stays = StreamInstance.start(byStreamsProtocol(names, "stays"))) {
      await().atMost(Stage.limit()).until(() -> log.count() == 20);
      try (StreamInstance leaves = StreamInstance.start(byStreamsProtocol(names, "leaves"))) {
        await().atMost(Stage.limit()).until(() -> partitions(leaves) > 0 && partitions(stays) > 0);
        produce(names, 20);
        await().atMost(Stage.limit()).until(() -> log.count() == 40);
      }
      produce(names, 20);
      await().atMost(Stage.limit()).until(() -> log.count() == 60);
      assertThat(stays.terminated()).isNotDone();
    }
  }

  private static int partitions(StreamInstance instance) {
    return Integer.parseInt(instance.health().details().get("partitions"));
  }

  private static StreamConfig byStreamsProtocol(TopicNames names, String instance) {
    Map<String, String> options = new HashMap<>(stage.options(names, instance));
    options.put("kafka.group.protocol", "streams");
    return StreamConfig.from(options);
  }

  private static Map<String, String> byPrefixAlone(TopicNames names) {
    Map<String, String> options = options(names);
    options.remove("application.id");
    return options;
  }

  private static void produce(TopicNames names, int images) {
    ImageFlow.start(stage, names.images(), images, 1000).join();
  }

  private static StreamInstance start(TopicNames names) {
    return StreamInstance.start(StreamConfig.from(options(names)));
  }

  private static Map<String, String> options(TopicNames names) {
    return new HashMap<>(stage.options(names, "in-process"));
  }
}
