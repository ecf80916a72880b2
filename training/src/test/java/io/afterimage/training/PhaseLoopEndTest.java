package io.afterimage.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a phase ends that cannot be finished. */
class PhaseLoopEndTest {

  private final PhaseLoopRig rig = new PhaseLoopRig();

  @Test
  void shouldStopWithinABatchWhenCancelled() {
    FakeLearner learner = new FakeLearner(0);
    PhaseLoop loop =
        new PhaseLoop(
            PhaseLoopRig.IMAGES,
            ScheduleConfig.DEFAULT,
            new Resources(2, 0),
            TrainingListener.NONE,
            () -> learner.shown.size() == 3);

    assertThatThrownBy(() -> loop.run(PhaseLoopRig.PLAN, rig.source, learner))
        .isInstanceOf(CancellationException.class);
    assertThat(learner.shown).hasSize(3);
  }

  /** On one thread: two batches are validated with, the first is learned from, the next is held. */
  @Test
  void shouldNotEndBeforeTheFrozenLayersAreLeftAlone() {
    AtomicInteger batches = new AtomicInteger();
    Semaphore underWay = new Semaphore(0);
    Semaphore goOn = new Semaphore(0);
    ActivationSource held =
        (batch, n) -> {
          if (batches.incrementAndGet() == 4) {
            underWay.release();
            goOn.acquireUninterruptibly();
          }
          return rig.source.run(batch, n);
        };
    FakeLearner failing =
        new FakeLearner(0) {
          @Override
          public StepResult train(Activations batch, int[] labels, double rateShare) {
            underWay.acquireUninterruptibly();
            throw new IllegalStateException("out of memory");
          }
        };
    PhaseLoop loop =
        rig.loop(PhaseLoopRig.config(Augmentation.DEFAULT, 1), new Resources(1, 1 << 20));

    CompletableFuture<PhaseResult> result =
        CompletableFuture.supplyAsync(() -> loop.run(PhaseLoopRig.PLAN, held, failing));

    await().until(() -> batches.get() == 4);
    await().during(Duration.ofMillis(200)).until(() -> !result.isDone());
    goOn.release();
    assertThatThrownBy(() -> result.orTimeout(3, TimeUnit.MINUTES).join())
        .hasRootCauseMessage("out of memory");
  }

  @Test
  void shouldPassOnWhatTheFrozenLayersThrow() {
    ActivationSource broken =
        (batch, n) -> {
          throw new IllegalStateException("no such tensor");
        };

    assertThatThrownBy(
            () -> rig.loop(Augmentation.NONE).run(PhaseLoopRig.PLAN, broken, new FakeLearner(0)))
        .hasMessage("no such tensor");
  }
}
