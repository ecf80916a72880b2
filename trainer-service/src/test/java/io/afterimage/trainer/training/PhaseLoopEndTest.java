package io.afterimage.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
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
            PhaseLoopRig.PICTURES,
            ScheduleConfig.DEFAULT,
            new Resources(2, 0),
            TrainingListener.NONE,
            () -> learner.shown.size() == 3);

    assertThatThrownBy(() -> loop.run(PhaseLoopRig.PLAN, rig.source, learner))
        .isInstanceOf(CancellationException.class);
    assertThat(learner.shown).hasSize(3);
  }

  @Test
  void shouldNotUseTheFrozenLayersAfterItFailed() {
    AtomicInteger running = new AtomicInteger();
    ActivationSource watched =
        (batch, n) -> {
          running.incrementAndGet();
          try {
            return rig.source.run(batch, n);
          } finally {
            running.decrementAndGet();
          }
        };
    FakeLearner failing =
        new FakeLearner(0) {
          @Override
          public StepResult train(Activations batch, int[] labels, double rateShare) {
            throw new IllegalStateException("out of memory");
          }
        };

    assertThatThrownBy(
            () -> rig.loop(Augmentation.DEFAULT).run(PhaseLoopRig.PLAN, watched, failing))
        .hasMessage("out of memory");
    assertThat(running).hasValue(0);
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
