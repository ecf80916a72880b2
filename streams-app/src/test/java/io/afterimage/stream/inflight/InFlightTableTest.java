package io.afterimage.stream.inflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.afterimage.models.classifier.Answer;
import io.afterimage.stream.FakeClassifier;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class InFlightTableTest {

  private static final TopicPartition P0 = new TopicPartition("images", 0);
  private static final TopicPartition P1 = new TopicPartition("images", 1);

  private static final long ARRIVED = 1_000_000;

  private final FakeClassifier classifier = new FakeClassifier(false);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final InFlightTable table =
      new InFlightTable(
          "images",
          classifier,
          new InFlightMetrics(meters, () -> Instant.ofEpochMilli(ARRIVED + 3000)));

  @Test
  void shouldGiveEachOffsetItsOwnAnswerOnce() {
    table.submit(P0, records(P0, 5, 6));
    classifier.answerAll();

    assertThat(table.take(P0, 5)).contains(classifier.handedOut.get(0));
    assertThat(table.take(P0, 5)).isEmpty();
    assertThat(table.take(P0, 6)).contains(classifier.handedOut.get(1));
    assertThat(table.size()).isZero();
  }

  @Test
  void shouldNotSubmitARecordAgainThatIsUnderWay() {
    table.submit(P0, records(P0, 1, 2));
    table.submit(P0, records(P0, 2, 3));

    assertThat(classifier.submitted).hasSize(3);
    assertThat(table.size()).isEqualTo(3);
  }

  @Test
  void shouldMeasureHowLongEachImageLayInTheTopicAndHowManyAreUnderWay() {
    table.submit(P0, records(P0, 1, 2));
    table.submit(P0, records(P0, 2, 3));

    Timer wait = meters.get("afterimage.topic.wait").timer();
    assertThat(wait.count()).isEqualTo(3);
    assertThat(wait.totalTime(TimeUnit.SECONDS)).isEqualTo(9);
    assertThat(meters.get("afterimage.in.flight").gauge().value()).isEqualTo(3);
  }

  @Test
  void shouldForgetAndCancelPassedOffsets() {
    table.submit(P0, records(P0, 1, 2, 3));

    table.take(P0, 3);

    assertThat(table.size()).isZero();
    assertThat(classifier.handedOut.get(0)).isCancelled();
    assertThat(classifier.handedOut.get(1)).isCancelled();
    assertThat(classifier.handedOut.get(2)).isNotDone();
  }

  @Test
  void shouldForgetADroppedPartitionAndNoOther() {
    table.submit(P0, records(P0, 1));
    table.submit(P1, records(P1, 1));

    table.drop(P0);

    assertThat(table.take(P0, 1)).isEmpty();
    assertThat(classifier.handedOut.get(0)).isCancelled();
    assertThat(table.take(P1, 1)).isPresent();
  }

  @Test
  void shouldForgetWhatIsNotAssigned() {
    table.submit(P0, records(P0, 1));
    table.submit(P1, records(P1, 1));

    table.retain(Set.of(P1));

    assertThat(table.size()).isEqualTo(1);
    assertThat(classifier.handedOut.get(0)).isCancelled();
    assertThat(table.take(P1, 1)).isPresent();
  }

  @Test
  void shouldComputeWhatNobodySubmitted() {
    CompletableFuture<Answer> answer = table.compute(null);
    classifier.answerAll();

    assertThat(answer.join()).isInstanceOf(Answer.Refused.class);
    assertThat(table.size()).isZero();
  }

  @Test
  void shouldSubmitPolledImagesAndNothingOfOtherTopics() {
    ImageInterceptor interceptor = new ImageInterceptor();
    interceptor.configure(Map.of(InFlightTable.CONFIG, table));
    TopicPartition labels = new TopicPartition("labels", 0);
    ConsumerRecords<byte[], byte[]> polled =
        new ConsumerRecords<>(Map.of(P0, records(P0, 4, 5), labels, records(labels, 9)), Map.of());

    assertThat(interceptor.onConsume(polled)).isSameAs(polled);

    assertThat(classifier.submitted).hasSize(2);
    assertThat(table.take(P0, 4)).isPresent();
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(TopicPartition at, long... offsets) {
    return LongStream.of(offsets)
        .mapToObj(
            offset ->
                new ConsumerRecord<byte[], byte[]>(
                    at.topic(),
                    at.partition(),
                    offset,
                    ARRIVED,
                    TimestampType.CREATE_TIME,
                    0,
                    1,
                    null,
                    new byte[] {1},
                    new RecordHeaders(),
                    Optional.empty()))
        .toList();
  }
}
