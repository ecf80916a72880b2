package io.afterimage.stream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.broker.ServiceProcess;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.ImagePointer;
import io.afterimage.schemas.events.ShadowPrediction;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.testkit.WholeTopic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the service in the middle of its work, and counts. */
class NoLossNoRepeatIT {

  private static final int KILLS = 5;

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
  void shouldAnswerEachImageOnceWhenKilledAgainAndAgain() {
    TopicNames names = stage.topics("killed-");
    stage.publish(names, Stage.MODELS.withHead(1));
    stage.stageShadow(names, Stage.MODELS.withHead(2), 0.25);
    Random random = new Random(42);
    try (ServiceProcess stream = stage.process(names, "a").start();
        PredictionLog log = new PredictionLog(stage, names.predictions())) {
      ImageFlow flow = ImageFlow.start(stage, names.images(), 5000, 110);
      for (int kill = 0; kill < KILLS; kill++) {
        int seen = log.count() + 1 + random.nextInt(200);
        await().atMost(Stage.limit()).until(() -> log.count() >= seen);
        assertThat(log.count()).as("killed while images were left").isLessThan(5000);
        stream.kill();
        stream.start();
      }
      flow.join();
      await().atMost(Stage.limit()).until(() -> log.count() >= 5000);

      assertNothingFollows(log);
      log.assertEachOnceAndInOrder(flow.ids());
      assertThat(log.versions()).as("a shadow predicts nothing").containsExactly("v1");
      assertThat(shadowedImages(names)).doesNotHaveDuplicates().hasSizeBetween(250, 1500);
    }
  }

  private static List<ImagePointer> shadowedImages(TopicNames names) {
    return WholeTopic.records(stage.clients().properties(), names.shadowPredictions()).stream()
        .map(record -> EventJson.read(record.value(), ShadowPrediction.class).picture())
        .toList();
  }

  /** Whoever answers: at first a canary beside the active version, then the next version alone. */
  @Test
  void shouldAnswerEachImageOnceWhenOneOfTwoInstancesDiesDuringAHotSwap() {
    TopicNames names = stage.topics("two-");
    stage.publish(names, Stage.MODELS.withHead(1));
    stage.stageCanary(names, Stage.MODELS.withHead(2), 0.25);
    try (ServiceProcess first = stage.process(names, "a").start();
        ServiceProcess second = stage.process(names, "b").start();
        PredictionLog log = new PredictionLog(stage, names.predictions())) {
      awaitCanary("two-a.log");
      awaitCanary("two-b.log");
      ImageFlow flow = ImageFlow.start(stage, names.images(), 5000, 140);
      await().atMost(Stage.limit()).until(() -> log.count() >= 500);
      stage.publish(names, Stage.MODELS.withHead(3));
      await()
          .atMost(Stage.limit())
          .until(() -> log.count() >= 1500 && log.versions().contains("v3"));
      first.kill();
      flow.join();
      await().atMost(Stage.limit()).until(() -> log.count() >= 5000);

      assertNothingFollows(log);
      log.assertEachOnceAndInOrder(flow.ids());
      assertThat(log.versions()).containsExactlyInAnyOrder("v1", "v2", "v3");
      assertThat(second.isAlive()).isTrue();
      assertThat(second.terminate(180)).as("exit code of SIGTERM").isEqualTo(143);
    }
  }

  /** What an instance has loaded by then. */
  private static void awaitCanary(String log) {
    await()
        .atMost(Stage.limit())
        .until(() -> Files.readString(folder.resolve(log)).contains("canary answers a share"));
  }

  private static void assertNothingFollows(PredictionLog log) {
    int before = log.count();
    await().during(Duration.ofSeconds(3)).atMost(Stage.limit()).until(() -> log.count() == before);
  }
}
