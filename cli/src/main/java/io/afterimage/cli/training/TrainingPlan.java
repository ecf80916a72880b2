package io.afterimage.cli.training;

import io.afterimage.model.InputSpec;
import io.afterimage.trainer.training.Adam;
import io.afterimage.trainer.training.Augmentation;
import io.afterimage.trainer.training.ClassWeighting;
import io.afterimage.trainer.training.FineTunePhase;
import io.afterimage.trainer.training.FreezePhase;
import io.afterimage.trainer.training.ScheduleConfig;
import io.afterimage.trainer.training.Selection;
import java.util.Optional;

/**
 * What a training is told.
 *
 * @param size height and width of the model's input, in pixels
 * @param epochs how often each training picture is seen while the base is frozen
 * @param fineTuneEpochs how often when its top learns too; 0 leaves that phase out
 * @param batch pictures for each step
 * @param learningRate of Adam
 * @param augment whether training pictures are mirrored and turned
 * @param seed of everything random
 * @param selection which epoch's model is taken
 * @param classWeighting whether pictures of seldom classes count for more
 */
public record TrainingPlan(
    int size,
    int epochs,
    int fineTuneEpochs,
    int batch,
    double learningRate,
    boolean augment,
    long seed,
    Selection selection,
    ClassWeighting classWeighting) {

  /** All epochs, the last one's model, and every picture counts the same. */
  public TrainingPlan(
      int size,
      int epochs,
      int fineTuneEpochs,
      int batch,
      double learningRate,
      boolean augment,
      long seed) {
    this(
        size,
        epochs,
        fineTuneEpochs,
        batch,
        learningRate,
        augment,
        seed,
        Selection.DEFAULT,
        ClassWeighting.OFF);
  }

  /** The model's input. */
  public InputSpec input() {
    return InputSpec.square(size);
  }

  /**
   * The schedule.
   *
   * @throws IllegalArgumentException naming every value that is out of range
   */
  public ScheduleConfig schedule() {
    return new ScheduleConfig(
        new FreezePhase(epochs, batch, Adam.withRate(learningRate), FreezePhase.DEFAULT.dropout()),
        fineTuneEpochs == 0
            ? Optional.empty()
            : Optional.of(FineTunePhase.DEFAULT.withEpochs(fineTuneEpochs)),
        augment ? Augmentation.DEFAULT : Augmentation.NONE,
        selection,
        classWeighting,
        false,
        seed);
  }
}
