package io.afterimage.cli.training;

import io.afterimage.images.InputSpec;
import io.afterimage.training.Augmentation;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.ScheduleConfig;
import io.afterimage.training.suspects.SuspectHandling;
import java.util.Optional;

/**
 * Options of a training.
 *
 * @param size height and width of the model's input, in pixels
 * @param schedule how it learns
 * @param suspects what becomes of labels that look wrong
 */
public record TrainingPlan(int size, ScheduleConfig schedule, SuspectHandling suspects) {

  /** A head at its optimum on a frozen base that learns every label. */
  public static TrainingPlan ofHead(int size, long seed) {
    return new TrainingPlan(
        size,
        new ScheduleConfig(FreezePhase.DEFAULT, Optional.empty(), Augmentation.DEFAULT, seed),
        SuspectHandling.KEEP);
  }

  /** The model's input. */
  public InputSpec input() {
    return InputSpec.square(size);
  }

  /** Of everything random. */
  public long seed() {
    return schedule.seed();
  }
}
