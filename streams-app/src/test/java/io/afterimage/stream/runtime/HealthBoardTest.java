package io.afterimage.stream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.service.Lag;
import io.afterimage.service.PartitionLag;
import io.afterimage.stream.serving.ActivationState;
import io.afterimage.stream.serving.ActivationState.Loading;
import io.afterimage.stream.serving.ActivationState.Serving;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;

class HealthBoardTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final TopicPartition OURS = new TopicPartition("images", 1);
  private static final TopicPartition OTHERS = new TopicPartition("images", 2);

  private final CompletableFuture<Void> terminated = new CompletableFuture<>();
  private final HealthBoard board = new HealthBoard(terminated, () -> NOW);

  @Test
  void shouldSayWhatItWaitsForAtTheStart() {
    assertThat(board.health().ready()).isFalse();
    assertThat(board.health().reasons()).containsExactly("not ready: starting: broker and topics");

    watch(new Loading("v2"), State.CREATED);

    assertThat(board.health().reasons()).containsExactly("not ready: loading model version v2");
  }

  @Test
  void shouldBeReadyWhenAModelServesAndTheStreamRuns() {
    watch(new Serving("v2", NOW), State.REBALANCING);
    assertThat(board.health().reasons()).containsExactly("not ready: the stream is REBALANCING");

    watch(new Serving("v2", NOW), State.RUNNING);
    assertThat(board.health().ready()).isTrue();
    assertThat(board.health().details())
        .containsEntry("modelVersion", "v2")
        .containsEntry("partitions", "1");
  }

  @Test
  void shouldTellTheLag() {
    watch(new Serving("v2", NOW), State.RUNNING);
    lag(OTHERS, 7, Duration.ofSeconds(61), NOW);

    assertThat(board.health().details())
        .containsEntry("lagRecords", "7")
        .containsEntry("lagSeconds", "61");
    assertThat(board.health().ready()).isTrue();
  }

  @Test
  void shouldSayThatTheAgeOfTheLagIsNotKnown() {
    watch(new Serving("v2", NOW), State.RUNNING);
    lag(OURS, 7, null, NOW);

    assertThat(board.health().details())
        .containsEntry("lagRecords", "7")
        .containsEntry("lagSeconds", "unknown");
  }

  @Test
  void shouldNotBeReadyWhileNoThreadWorks() {
    board.watch(
        () -> new Serving("v2", NOW),
        new HealthBoard.Work() {
          @Override
          public State state() {
            return State.RUNNING;
          }

          @Override
          public Set<TopicPartition> assigned() {
            return Set.of();
          }

          @Override
          public boolean hasRunningThread() {
            return false;
          }
        });

    assertThat(board.health().ready()).isFalse();
    assertThat(board.health().reasons().toString()).contains("no stream thread is alive");
  }

  @Test
  void shouldNotBeAliveWhenItsWorkStandsStill() {
    watch(new Serving("v2", NOW), State.RUNNING);
    lag(OURS, 7, Duration.ofMinutes(6), NOW.minus(HealthBoard.STANDSTILL).minusSeconds(1));

    assertThat(board.health().live()).isFalse();
    assertThat(board.health().reasons().toString()).contains("images-1 has 7 images");
  }

  @Test
  void shouldBeAliveWhileAnotherInstancesWorkStandsStillOrItIsTheFirstMinutes() {
    watch(new Serving("v2", NOW), State.RUNNING);
    lag(OTHERS, 7, Duration.ofHours(1), NOW.minus(Duration.ofHours(1)));
    assertThat(board.health().live()).isTrue();

    lag(OURS, 7, Duration.ofHours(1), NOW.minus(Duration.ofMinutes(4)));
    assertThat(board.health().live()).isTrue();
  }

  @Test
  void shouldBeAliveWhileThereIsNothingToDo() {
    watch(new Serving("v2", NOW), State.RUNNING);
    lag(OURS, 0, Duration.ZERO, NOW.minus(Duration.ofHours(1)));

    assertThat(board.health().live()).isTrue();
  }

  @Test
  void shouldBeAliveWhileImagesWaitForAFirstModel() {
    watch(new ActivationState.Waiting("no model yet"), State.CREATED);
    lag(OURS, 7, Duration.ofHours(1), NOW.minus(Duration.ofHours(1)));

    assertThat(board.health().live()).isTrue();
  }

  @Test
  void shouldNotBeAliveWhenItHasEnded() {
    watch(new Serving("v2", NOW), State.RUNNING);
    terminated.completeExceptionally(new IllegalStateException());

    assertThat(board.health().live()).isFalse();
    assertThat(board.health().reasons()).contains("the instance has ended");
  }

  private void watch(ActivationState model, State state) {
    board.watch(
        () -> model,
        new HealthBoard.Work() {
          @Override
          public State state() {
            return state;
          }

          @Override
          public Set<TopicPartition> assigned() {
            return Set.of(OURS);
          }
        });
  }

  private void lag(TopicPartition partition, long records, Duration oldest, Instant since) {
    Lag lag =
        new Lag(
            NOW,
            Map.of(partition, new PartitionLag(records, Optional.ofNullable(oldest), since)),
            Map.of(partition, 0L));
    board.watchLag(() -> lag);
  }
}
