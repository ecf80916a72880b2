package io.afterimage.training;

import io.afterimage.config.Range;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.util.List;

/**
 * The first phase: the base is frozen and only the head learns. Checked as part of {@link
 * ScheduleConfig}.
 *
 * @param method how it learns; all that follows is Adam's
 * @param epochs how often every training image is seen; fitting to the optimum is reported as one
 * @param batchSize images for each step
 * @param adam the optimiser
 * @param dropout the share of features dropped before the head while training
 */
public record FreezePhase(HeadMethod method, int epochs, int batchSize, Adam adam, double dropout) {

  /** The head at its optimum. */
  public static final FreezePhase DEFAULT = of(ScheduleValues.none());

  /** By epochs of Adam. */
  public FreezePhase(int epochs, int batchSize, Adam adam, double dropout) {
    this(HeadMethod.ADAM, epochs, batchSize, adam, dropout);
  }

  /** What these options say. */
  public static FreezePhase of(ScheduleValues values) {
    HeadMethod method = HeadMethod.of(values);
    int epochs = values.get(ScheduleOptions.FREEZE_EPOCHS);
    return new FreezePhase(
        method,
        method == HeadMethod.LBFGS ? Math.min(1, epochs) : epochs,
        values.get(ScheduleOptions.BATCH_SIZE),
        Adam.withRate(values.get(ScheduleOptions.FREEZE_RATE)),
        values.get(ScheduleOptions.DROPOUT));
  }

  /** By the tutorial's epochs of Adam. */
  FreezePhase byAdam() {
    return new FreezePhase(ScheduleOptions.FREEZE_EPOCHS.byDefault(), batchSize, adam, dropout);
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

  /** Part of fingerprints: that of Adam is as it was when there was nothing else. */
  @Override
  public String toString() {
    return method == HeadMethod.LBFGS
        ? "FreezePhase[method=LBFGS]"
        : "FreezePhase[epochs=%d, batchSize=%d, adam=%s, dropout=%s]"
            .formatted(epochs, batchSize, adam, dropout);
  }
}
