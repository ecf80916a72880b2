package io.afterimage.training;

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
  public static final FreezePhase DEFAULT = new FreezePhase(10, 32, Adam.DEFAULT, 0.2);

  PhasePlan plan() {
    return new PhasePlan(Phase.FREEZE, 0, epochs, batchSize);
  }

  void check(String option, List<String> problems) {
    ScheduleRanges.EPOCHS.check(option + ".epochs", epochs, problems);
    ScheduleRanges.BATCH_SIZE.check(option + ".batch-size", batchSize, problems);
    adam.check(option, problems);
    ScheduleRanges.DROPOUT.check(option + ".dropout", dropout, problems);
  }
}
