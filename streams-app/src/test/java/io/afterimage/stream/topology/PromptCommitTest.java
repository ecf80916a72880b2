package io.afterimage.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.stream.FakeClassifier;
import io.afterimage.stream.inflight.InFlightMetrics;
import io.afterimage.stream.inflight.InFlightTable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptCommitTest {

  private static final TopicPartition PARTITION = new TopicPartition("images", 0);

  private final InFlightTable inFlight =
      new InFlightTable(
          "images",
          new FakeClassifier(true),
          new InFlightMetrics(new SimpleMeterRegistry(), InstantSource.system()));
  private final PromptCommit commits = new PromptCommit(inFlight, Duration.ofMillis(50));
  private final MockProcessorContext<String, Object> context = new MockProcessorContext<>();
  private PromptCommit.Task task;

  @BeforeEach
  void initialise() {
    context.setCurrentSystemTimeMs(1_000);
    task = commits.task(context);
  }

  @Test
  void shouldCommitAtOnceWhenNothingElseIsUnderWay() {
    task.answered();

    assertThat(context.committed()).isTrue();
  }

  @Test
  void shouldLeaveTheCommitToTheIntervalWhileImagesAreUnderWay() {
    inFlight.submit(PARTITION, List.of(image(0), image(1)));
    inFlight.take(PARTITION, 0);

    task.answered();

    assertThat(context.committed()).isFalse();
  }

  @Test
  void shouldCommitOnceTheImagesThatWereUnderWayAreTaken() {
    inFlight.submit(PARTITION, List.of(image(0)));
    task.answered();
    inFlight.take(PARTITION, 0);

    tick(1_050);

    assertThat(context.committed()).isTrue();
  }

  @Test
  void shouldPauseBetweenCommitsAndThenMakeUpForIt() {
    task.answered();
    context.resetCommit();
    context.setCurrentSystemTimeMs(1_020);
    task.answered();
    assertThat(context.committed()).isFalse();

    tick(1_049);
    assertThat(context.committed()).isFalse();

    tick(1_050);
    assertThat(context.committed()).isTrue();
  }

  @Test
  void shouldPauseForAllTasksOfAThread() {
    task.answered();
    MockProcessorContext<String, Object> other = new MockProcessorContext<>();
    other.setCurrentSystemTimeMs(1_020);

    commits.task(other).answered();

    assertThat(other.committed()).isFalse();
  }

  @Test
  void shouldNotCommitWithoutAnswers() {
    tick(2_000);

    assertThat(context.committed()).isFalse();
  }

  private void tick(long now) {
    context.setCurrentSystemTimeMs(now);
    context.scheduledPunctuators().get(0).getPunctuator().punctuate(now);
  }

  private static ConsumerRecord<byte[], byte[]> image(long offset) {
    return new ConsumerRecord<>("images", 0, offset, null, new byte[] {0});
  }
}
