package io.afterimage.trainer.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.afterimage.kafka.clients.KafkaClients;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where no broker answers. */
class PredictionWatchTest {

  private static PredictionWatch watch(boolean needed) {
    return PredictionWatch.start(
        KafkaClients.of(Map.of("bootstrap.servers", "localhost:1")),
        "predictions",
        Duration.ofMillis(200),
        needed,
        prediction -> {});
  }

  /** Or requests for labels, which nothing depends on, would end the leader's term. */
  @Test
  void shouldFailOnlyWhereThePredictionsAreNeeded() {
    try (PredictionWatch wanted = watch(false);
        PredictionWatch needed = watch(true)) {
      await().until(() -> needed.ended().isCompletedExceptionally());

      assertThat(wanted.ended()).isNotDone();
    }
  }
}
