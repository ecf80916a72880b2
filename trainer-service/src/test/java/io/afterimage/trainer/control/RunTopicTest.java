package io.afterimage.trainer.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.kafka.topics.OptionalTopic;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class RunTopicTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  /** Of brokers that nobody can reach: whoever asks them waits, and fails. */
  private final RunTopic topic =
      new RunTopic(
          new OptionalTopic(
              KafkaClients.of(Map.of("bootstrap.servers", "localhost:1")),
              "runs",
              Duration.ofSeconds(1)));

  private static Throwable failed(KafkaException why) {
    return new StoreUnavailableException("not finished", new KafkaException("error state", why));
  }

  @Test
  void shouldRecordNoRunAfterTheBrokersDeniedOne() {
    Throwable denied = failed(new TopicAuthorizationException(Set.of("runs")));
    TrainingRun run =
        TrainingRun.of(
            Command.Retrain.refresh("r", Optional.empty(), NOW),
            NOW,
            1,
            new Reply.Failed("r", "stopped", NOW));

    assertThat(topic.isRefusal(denied)).isTrue();
    assertThat(topic.afterRefusal(run, denied)).isEmpty();
    assertThat(topic.record(run)).as("without asking the brokers").isEmpty();
  }

  @Test
  void shouldNotTakeOtherFaultsForARefusal() {
    assertThat(topic.isRefusal(failed(new TopicAuthorizationException(Set.of("control-replies")))))
        .isFalse();
    assertThat(topic.isRefusal(failed(new TimeoutException("no answer")))).isFalse();
  }
}
