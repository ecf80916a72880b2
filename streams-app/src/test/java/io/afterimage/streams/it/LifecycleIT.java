package io.afterimage.streams.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.afterimage.events.ModelEvent.Announced;
import io.afterimage.events.ModelEvent.Rejected;
import io.afterimage.model.ModelArtifact;
import io.afterimage.model.registry.ModelEventWriter;
import io.afterimage.streams.config.StreamConfig;
import io.afterimage.streams.runtime.StreamInstance;
import io.afterimage.topics.StartException;
import io.afterimage.topics.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
  void shouldLeavePicturesInTheTopicUntilAModelIsActive() {
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
  void shouldKeepServingAndReportAVersionWhoseFileIsNotWhatWasAnnounced() {
    TopicNames names = stage.topics("corrupt-");
    Announced good = stage.publish(names, Stage.MODELS.withHead(1));
    try (StreamInstance instance = start(names);
        ModelEventWriter events =
            new ModelEventWriter(
                stage.clients(), names.modelEvents(), "test", Duration.ofSeconds(30));
        PredictionLog log = new PredictionLog(stage, names.predictions())) {
      await().atMost(Stage.limit()).until(() -> instance.health().ready());

      events.append(
          new Announced(
              "v2",
              good.location(),
              ModelArtifact.sha256(new byte[] {1}),
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
      assertThat(instance.health().ready()).isTrue();
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
        PictureFlow before = PictureFlow.start(own, names.images(), 50, 100);
        before.join();
        await().atMost(Stage.limit()).until(() -> log.count() == 50);

        own.broker().kill();
        own.broker().restart();

        PictureFlow after = PictureFlow.start(own, names.images(), 50, 100);
        after.join();
        await().atMost(Stage.limit()).until(() -> log.count() == 100);
        assertThat(instance.terminated()).isNotDone();
        await().atMost(Stage.limit()).until(() -> instance.health().ready());
      }
    }
  }

  private static void produce(TopicNames names, int pictures) {
    PictureFlow.start(stage, names.images(), pictures, 1000).join();
  }

  private static StreamInstance start(TopicNames names) {
    return StreamInstance.start(StreamConfig.from(options(names)));
  }

  private static Map<String, String> options(TopicNames names) {
    return new HashMap<>(stage.options(names, "in-process"));
  }
}
