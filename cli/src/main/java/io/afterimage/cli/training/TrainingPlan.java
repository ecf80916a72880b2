package io.afterimage.cli.training;

import io.afterimage.images.InputSpec;
import io.afterimage.training.Augmentation;
import io.afterimage.training.FreezePhase;
import io.afterimage.training.ScheduleConfig;
import java.util.Optional;

/**
 * Options of a training.
 *
 * @param size height and width of the model's input, in pixels
 * @param schedule how it learns
 */
public record TrainingPlan(int size, ScheduleConfig schedule) {

  /** A head at its optimum on a frozen base. */
  public static TrainingPlan ofHead(int size, long seed) {
    return new TrainingPlan(
        size,
        new ScheduleConfig(FreezePhase.DEFAULT, Optional.empty(), Augmentation.DEFAULT, seed));
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
