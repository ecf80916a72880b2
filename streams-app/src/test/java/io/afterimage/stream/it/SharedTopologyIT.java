package io.afterimage.stream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.afterimage.kafka.topics.StartException;
import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances of one application id with and without the join: no image stays unanswered. */
class SharedTopologyIT {

  private static final int IMAGES = 40;

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
  void shouldRefuseToStartBesideInstancesThatReadOtherTopics() {
    TopicNames names = stage.topics("beside-");
    stage.publish(names, Stage.MODELS.withHead(1));
    try (StreamInstance joining = start(names, "joining", true)) {
      await().atMost(Stage.limit()).until(() -> joining.health().ready());

      Map<String, String> options = options(names, "plain", false);
      options.put("start.timeout", "2s");
      assertThatThrownBy(() -> StreamInstance.start(StreamConfig.from(options)))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("application.id 'beside-stream'")
          .hasMessageContaining("beside-labels")
          .hasMessageContaining("the same feedback.enabled");
    }
    // What ended is a member of the group for seconds still; the next one waits for that.
    try (StreamInstance plain = start(names, "plain", false)) {
      assertEachImageIsAnswered(names, plain);
    }
  }

  @Test
  void shouldEndOneOfTwoThatStartedAtOnceWithDifferentTopologies() {
    TopicNames names = stage.topics("at-once-");
    try (StreamInstance joining = start(names, "joining", true);
        StreamInstance plain = start(names, "plain", false)) {
      stage.publish(names, Stage.MODELS.withHead(1));

      List<StreamInstance> both = List.of(joining, plain);
      // Stream threads die of it, and are replaced, until the instance ends.
      await()
          .dontCatchUncaughtExceptions()
          .atMost(Stage.limit())
          .until(() -> both.stream().anyMatch(SharedTopologyIT::ended));
      // Not what the other one answers afterwards: the ended one's threads may be caught in Kafka's
      // consumer, which only the end of their process ends, and are members of the group still.
      assertThat(both).filteredOn(instance -> !ended(instance)).hasSize(1);
    }
  }

  private static void assertEachImageIsAnswered(TopicNames names, StreamInstance instance) {
    ImageFlow flow = ImageFlow.start(stage, names.images(), IMAGES, 100);
    try (PredictionLog predictions = new PredictionLog(stage, names.predictions())) {
      await().atMost(Stage.limit()).until(() -> predictions.count() >= IMAGES);
      predictions.assertEachOnceAndInOrder(flow.ids());
    }
    assertThat(instance.terminated()).isNotDone();
  }

  private static boolean ended(StreamInstance instance) {
    return instance.terminated().isCompletedExceptionally();
  }

  private static StreamInstance start(TopicNames names, String instance, boolean feedback) {
    return StreamInstance.start(StreamConfig.from(options(names, instance, feedback)));
  }

  private static Map<String, String> options(TopicNames names, String instance, boolean feedback) {
    Map<String, String> options = stage.options(names, instance);
    options.put("feedback.enabled", Boolean.toString(feedback));
    return options;
  }
}
