package io.afterimage.models.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.afterimage.images.RefusalReason;
import io.afterimage.models.classifier.Answer.Classified;
import io.afterimage.models.classifier.Answer.Refused;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MicroBatcherTest {

  /** What decoding one image takes that holds up its batch. */
  private static final Duration SLOW_DECODING = Duration.ofMillis(600);

  private final FakeGraph graph = new FakeGraph(3);
  private final ModelSlot slot = new ModelSlot();
  private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Thread> dying = new CompletableFuture<>();
  private final Set<Thread> decoding = ConcurrentHashMap.newKeySet();
  private MicroBatcher batcher;

  @AfterEach
  void close() {
    graph.permits.release(1000);
    if (batcher != null) {
      batcher.close();
    }
  }

  @Test
  void shouldAnswerEachImageWithItsOwnLabel() {
    start(new BatchingConfig(2, 4, Duration.ZERO, 0));

    List<CompletableFuture<Answer>> answers = submit(0, 1, 2, 1, 0, 2, 2);

    assertThat(answers.stream().map(answer -> classified(answer).best()))
        .containsExactly(0, 1, 2, 1, 0, 2, 2);
    assertThat(classified(answers.get(0)).modelVersion()).isEqualTo("v1");
    assertThat(classified(answers.get(2)).scores()).containsEntry("owl", 1.0);
    assertThat(classified(answers.get(2)).sha256())
        .as("as sha256sum says it of the image's bytes")
        .isEqualTo("dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986");
  }

  @Test
  void shouldTellNoveltyWhereTheGraphDoes() {
    start(new BatchingConfig(1, 4, Duration.ZERO, 0));

    assertThat(classified(submit(1).get(0)).novelty()).isEmpty();
    graph.novelty = Optional.of(0.25f);

    assertThat(classified(submit(1).get(0)).novelty())
        .contains(new Novelty(0.25, Optional.empty()));
  }

  @Test
  void shouldDecodeSideBySideWhenDecodersAreConfigured() {
    start(new BatchingConfig(1, 8, Duration.ZERO, 3));

    assertThat(submit(2, 1, 0).stream().map(answer -> classified(answer).best()))
        .containsExactly(2, 1, 0);
  }

  @Test
  void shouldRefuseBadInputAndClassifyItsNeighbours() {
    start(new BatchingConfig(1, 4, Duration.ZERO, 0));

    List<CompletableFuture<Answer>> answers =
        batcher.submit(Arrays.asList(new byte[] {1}, null, new byte[] {1, 2, 3}, new byte[] {2}));

    assertThat(classified(answers.get(0)).best()).isEqualTo(1);
    assertThat(answers.get(1).join())
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(RefusalReason.NOT_A_PICTURE);
              assertThat(refused.detail()).isEqualTo("a fake image has one byte");
              assertThat(refused.stages().inferred()).isZero();
            });
    assertThat(answers.get(2).join()).isInstanceOf(Refused.class);
    assertThat(classified(answers.get(3)).best()).isEqualTo(2);
  }

  @Test
  void shouldHaveNoAnswerWhereTheModelPutsOutNoProbabilitiesAndAnswerTheNeighbours() {
    start(new BatchingConfig(1, 4, Duration.ZERO, 0));
    graph.unanswerable = 1;

    List<CompletableFuture<Answer>> answers = submit(0, 1, 2);

    assertThat(classified(answers.get(0)).best()).isZero();
    assertThat(answers.get(1).join())
        .isInstanceOfSatisfying(
            Answer.NoAnswer.class,
            none -> {
              assertThat(none.modelVersion()).isEqualTo("v1");
              assertThat(none.detail()).contains("v1 puts out 3 values with sum NaN");
            });
    assertThat(classified(answers.get(2)).best()).isEqualTo(2);
    assertThat(slot.unfit()).isEmpty();
  }

  @Test
  void shouldTellThatAVersionIsUnfitOnceItAnswersTooFew() {
    start(new BatchingConfig(1, 4, Duration.ZERO, 0));
    submit(new int[100]).forEach(MicroBatcherTest::classified);
    graph.unanswerable = 1;

    submit(IntStream.generate(() -> 1).limit(100).toArray()).forEach(CompletableFuture::join);
    assertThat(slot.unfit()).isEmpty();
    submit(1).forEach(CompletableFuture::join);

    await()
        .untilAsserted(
            () -> assertThat(slot.unfit()).contains("no answer to 101 of the last 200 images"));
  }

  @Test
  void shouldTakeWhatWaitsUpToTheLargestBatch() {
    start(new BatchingConfig(1, 4, Duration.ZERO, 0));
    graph.hold();
    List<CompletableFuture<Answer>> answers = new ArrayList<>(submit(0));
    await().until(() -> graph.batches.contains(1));
    answers.addAll(submit(IntStream.range(0, 9).toArray()));

    graph.permits.release(4);

    answers.forEach(MicroBatcherTest::classified);
    assertThat(graph.batches).containsExactly(1, 4, 4, 1);
  }

  @Test
  void shouldShareWhatWaitsBetweenIdleWorkers() {
    start(new BatchingConfig(2, 8, Duration.ZERO, 0));
    graph.hold();
    await().until(() -> batcher.idleWorkers() == 2);

    List<CompletableFuture<Answer>> answers = submit(0, 1, 2, 0);
    await().until(() -> graph.batches.size() == 2);

    assertThat(graph.batches).containsExactly(2, 2);
    graph.permits.release(2);
    answers.forEach(MicroBatcherTest::classified);
  }

  @Test
  void shouldAnswerAnImageThatComesAloneWhenTheLingerIsOver() {
    start(new BatchingConfig(1, 3, Duration.ofMillis(20), 0));

    assertThat(classified(submit(1).get(0)).best()).isEqualTo(1);
    assertThat(graph.batches).containsExactly(1);
  }

  @Test
  void shouldNotLingerOnceABatchIsFull() {
    start(new BatchingConfig(1, 3, Duration.ofMinutes(5), 0));

    List<CompletableFuture<Answer>> answers = new ArrayList<>(submit(0));
    answers.addAll(submit(1));
    assertThat(answers.get(0)).isNotDone();
    answers.addAll(submit(2));

    answers.forEach(MicroBatcherTest::classified);
    assertThat(graph.batches).containsExactly(3);
  }

  @Test
  void shouldFinishABatchOnTheModelItLeasedAndCloseThatModelAfterwards() {
    start(new BatchingConfig(1, 4, Duration.ZERO, 0));
    graph.hold();
    CompletableFuture<Answer> before = submit(1).get(0);
    await().until(() -> graph.batches.size() == 1);
    FakeGraph next = new FakeGraph(3);

    slot.swap(FakeModels.serving("v2", next));
    CompletableFuture<Answer> after = submit(2).get(0);

    assertThat(graph.closed).isFalse();
    graph.permits.release();
    assertThat(classified(before).modelVersion()).isEqualTo("v1");
    assertThat(classified(after).modelVersion()).isEqualTo("v2");
    await().until(() -> graph.closed);
    assertThat(next.closed).isFalse();
  }

  @Test
  void shouldPassOnAnEngineFailureAndGoOn() {
    start(new BatchingConfig(1, 4, Duration.ZERO, 0));
    graph.failure = new IllegalStateException("out of device memory");

    CompletableFuture<Answer> failed = submit(1).get(0);
    assertThatThrownBy(() -> classified(failed)).hasRootCauseMessage("out of device memory");
    graph.failure = null;

    assertThat(classified(submit(1).get(0)).best()).isEqualTo(1);
    assertThat(fatal).isEmpty();
  }

  @Test
  void shouldTellOfAnErrorThatEndsAWorkerAndLeaveNobodyWaiting() throws Exception {
    start(new BatchingConfig(1, 4, Duration.ZERO, 0));
    graph.error = new UnsatisfiedLinkError("no such library");

    CompletableFuture<Answer> failed = submit(1).get(0);

    assertThatThrownBy(() -> classified(failed)).hasRootCause(graph.error);
    dying.orTimeout(10, TimeUnit.SECONDS).join().join(10_000);
    assertThat(fatal).containsExactly(graph.error);
  }

  @Test
  void shouldLeaveOutImagesThatNobodyWaitsFor() {
    start(new BatchingConfig(1, 4, Duration.ZERO, 0));
    graph.hold();
    CompletableFuture<Answer> running = submit(0).get(0);
    await().until(() -> graph.batches.size() == 1);
    List<CompletableFuture<Answer>> waiting = submit(0, 1, 2);
    waiting.get(1).cancel(false);

    graph.permits.release(2);

    classified(running);
    classified(waiting.get(0));
    classified(waiting.get(2));
    assertThat(graph.batches).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void shouldStopItsThreadsWhenClosed(int decoders) throws InterruptedException {
    start(new BatchingConfig(1, 4, Duration.ZERO, decoders));
    submit(0, 1, 2).forEach(MicroBatcherTest::classified);

    batcher.close();

    assertThat(decoding).isNotEmpty();
    for (Thread thread : decoding) {
      thread.join(10_000);
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
  }

  @Test
  void shouldAnswerExceptionallyWhatWaitsWhenClosed() {
    start(new BatchingConfig(1, 1, Duration.ZERO, 0));
    graph.hold();
    CompletableFuture<Answer> running = submit(0).get(0);
    await().until(() -> graph.batches.size() == 1);
    CompletableFuture<Answer> waiting = submit(1).get(0);

    CompletableFuture<Void> closing = CompletableFuture.runAsync(batcher::close);
    await().until(waiting::isCompletedExceptionally);
    assertThat(running).isNotDone();
    graph.permits.release(1);
    closing.orTimeout(10, TimeUnit.SECONDS).join();

    assertThat(classified(running).best()).isZero();
    assertThat(submit(2).get(0)).isCompletedExceptionally();
  }

  @Test
  void shouldAnswerWhatIsDecodedBeforeTheRestOfABatchThatTakesLong() {
    Semaphore rest = new Semaphore(0);
    slot.swap(FakeModels.serving("v1", graph));
    graph.batches.clear();
    batcher =
        new MicroBatcher(
            new BatchingConfig(1, 4, Duration.ZERO, 0),
            slot,
            (encoded, input) -> {
              if (encoded[0] == 2) {
                LockSupport.parkNanos(SLOW_DECODING.toNanos());
              } else if (encoded[0] == 0) {
                rest.acquireUninterruptibly();
              }
              return FakeModels.decode(encoded, input);
            },
            new ClassifierMetrics(new SimpleMeterRegistry()),
            fatal::add);

    List<CompletableFuture<Answer>> answers = submit(1, 2, 0);

    assertThat(classified(answers.get(0)).best()).isEqualTo(1);
    assertThat(classified(answers.get(1)).best()).isEqualTo(2);
    assertThat(answers.get(2)).isNotDone();
    assertThat(batcher.decoded()).isEqualTo(2);
    rest.release();
    assertThat(classified(answers.get(2)).best()).isZero();
    assertThat(batcher.decoded()).isEqualTo(3);
    assertThat(graph.batches).containsExactly(2, 1);
  }

  @Test
  void shouldTellWhenAnImageWaitedWasDecodedAndInferred() {
    start(new BatchingConfig(1, 4, Duration.ZERO, 0));

    long before = System.nanoTime();
    Stages stages = classified(batcher.submit(List.of(new byte[] {1})).get(0)).stages();

    assertThat(
            List.of(
                before,
                stages.submitted(),
                stages.taken(),
                stages.decoding(),
                stages.decoded(),
                stages.inferring(),
                stages.inferred(),
                System.nanoTime()))
        .isSorted();
  }

  private void start(BatchingConfig config) {
    slot.swap(FakeModels.serving("v1", graph));
    graph.batches.clear();
    batcher =
        new MicroBatcher(
            config,
            slot,
            (encoded, input) -> {
              decoding.add(Thread.currentThread());
              return FakeModels.decode(encoded, input);
            },
            new ClassifierMetrics(new SimpleMeterRegistry()),
            error -> {
              fatal.add(error);
              dying.complete(Thread.currentThread());
            });
  }

  private List<CompletableFuture<Answer>> submit(int... values) {
    return batcher.submit(
        Arrays.stream(values).mapToObj(value -> new byte[] {(byte) value}).toList());
  }

  private static Classified classified(CompletableFuture<Answer> answer) {
    return (Classified) answer.orTimeout(10, TimeUnit.SECONDS).join();
  }
}
