package io.afterimage.cli.training;

import io.afterimage.images.InputSpec;
import io.afterimage.training.Adam;
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

  /** A head on a frozen base, as in the tutorial but for these figures. */
  public static TrainingPlan ofHead(
      int size, int epochs, int batch, double learningRate, long seed) {
    FreezePhase phase =
        new FreezePhase(epochs, batch, Adam.withRate(learningRate), FreezePhase.DEFAULT.dropout());
    return new TrainingPlan(
        size, new ScheduleConfig(phase, Optional.empty(), Augmentation.DEFAULT, seed));
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
