package io.afterimage.stream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.schemas.topics.TopicNames;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** On Kafka as its project ships it, not on ours; skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
class StockKafkaIT {

  private static final int IMAGES = 300;

  @Container private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.1.0");

  @TempDir private Path folder;

  @Test
  void shouldAnswerEachImageOnceAcrossAHotSwap() {
    Stage stage = new Stage(folder, KAFKA.getBootstrapServers());
    TopicNames names = stage.topics("stock-");
    stage.publish(names, Stage.MODELS.withHead(1));
    try (StreamInstance instance =
            StreamInstance.start(StreamConfig.from(stage.options(names, "a")));
        PredictionLog log = new PredictionLog(stage, names.predictions())) {
      ImageFlow flow = ImageFlow.start(stage, names.images(), IMAGES, 50);
      await().atMost(Stage.limit()).until(() -> log.count() >= 50);
      stage.publish(names, Stage.MODELS.withHead(2));
      await()
          .atMost(Stage.limit())
          .until(() -> "v2".equals(instance.health().details().get("modelVersion")));
      flow.join();
      await().atMost(Stage.limit()).until(() -> log.count() >= IMAGES);

      log.assertEachOnceAndInOrder(flow.ids());
      assertThat(log.versions()).contains("v1");
    }
  }
}
