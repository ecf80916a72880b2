package io.afterimage.training;

import io.afterimage.config.Range;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.util.List;

/**
 * The first phase: the base is frozen and only the head learns. Checked as part of {@link
 * ScheduleConfig}.
 *
 * @param epochs how often every training image is seen
 * @param batchSize images for each step
 * @param adam the optimiser
 * @param dropout the share of features dropped before the head while training
 */
public record FreezePhase(int epochs, int batchSize, Adam adam, double dropout) {

  /** The transfer-learning tutorial's figures. */
  public static final FreezePhase DEFAULT = of(ScheduleValues.none());

  /** What these options say. */
  public static FreezePhase of(ScheduleValues values) {
    return new FreezePhase(
        values.get(ScheduleOptions.FREEZE_EPOCHS),
        values.get(ScheduleOptions.BATCH_SIZE),
        Adam.withRate(values.get(ScheduleOptions.FREEZE_RATE)),
        values.get(ScheduleOptions.DROPOUT));
  }

  PhasePlan plan() {
    return new PhasePlan(Phase.FREEZE, 0, epochs, batchSize);
  }

  void check(String option, List<String> problems) {
    Range.atLeast(1).check(option + ".epochs", epochs, problems);
    ScheduleOptions.BATCH_SIZE.check(option + ".batch-size", batchSize, problems);
    adam.check(option, problems);
    ScheduleOptions.DROPOUT.check(option + ".dropout", dropout, problems);
  }
}
