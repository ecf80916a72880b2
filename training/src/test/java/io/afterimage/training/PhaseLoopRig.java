package io.afterimage.training;

import io.afterimage.models.inference.Tensor;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Phases over 18 tiny images, with 6 to validate and 4 to test: what goes through the frozen layers
 * is counted, what the loop tells its listener is kept.
 */
final class PhaseLoopRig {

  static final TrainingSet IMAGES =
      SyntheticImages.set(
          8, List.of("red", "green"), Map.of(Split.TRAIN, 9, Split.VALIDATION, 3, Split.TEST, 2));

  /** Two epochs of five steps: four batches of 4 and one of 2. */
  static final PhasePlan PLAN = new PhasePlan(Phase.FREEZE, 0, 2, 4);

  static final Resources RESOURCES = new Resources(2, 1 << 20);

  private static final int BYTES = IMAGES.input().bytesPerImage();

  final List<String> events = new ArrayList<>();
  final AtomicInteger images = new AtomicInteger();

  /** One value an image: the sum of its bytes, each times its place, so no two are alike. */
  final ActivationSource source =
      (batch, n) -> {
        images.addAndGet(n);
        float[] sums = new float[n];
        for (int i = 0; i < n * BYTES; i++) {
          sums[i / BYTES] += (batch.get(i) & 0xff) * (1 + i % BYTES);
        }
        return new Activations(List.of(new Tensor(new long[] {n, 1}, sums)));
      };

  private final TrainingListener listener =
      new TrainingListener() {
        @Override
        public void phaseStarted(PhasePlan plan, Score initial) {
          events.add("start " + plan.phase().code() + " " + initial.accuracy());
        }

        @Override
        public void phaseResumed(PhasePlan plan, List<EpochResult> finished) {
          events.add("resumed after " + finished.size());
        }

        @Override
        public void batchFinished(Phase phase, int epoch, int done, int total, Score soFar) {
          events.add(epoch + ": " + done + "/" + total);
        }

        @Override
        public void epochFinished(EpochResult result) {
          events.add("end " + result.epoch() + " " + result.validation().accuracy());
        }
      };

  static ScheduleConfig config(Augmentation augmentation, long seed) {
    return new ScheduleConfig(FreezePhase.DEFAULT, Optional.empty(), augmentation, seed);
  }

  PhaseLoop loop(Augmentation augmentation) {
    return loop(config(augmentation, 1), RESOURCES);
  }

  PhaseLoop loop(ScheduleConfig config, Resources resources) {
    return new PhaseLoop(IMAGES, config, resources, listener, () -> false);
  }

  /** The two epochs of the plan. */
  PhaseResult run(Augmentation augmentation, Learner learner) {
    return loop(augmentation).run(PLAN, source, learner);
  }
}
