package io.afterimage.training;

import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.util.List;

/**
 * Which epoch's model is taken, and when no better one is hoped for.
 *
 * @param monitor what is compared
 * @param patience a phase ends after this many epochs without improvement; 0: never early
 * @param keepBest whether the best epoch's variables are taken, of each phase and of both;
 *     otherwise the last one's
 */
public record Selection(Monitor monitor, int patience, boolean keepBest) {

  /** All epochs, and the last one's variables, as in the transfer-learning tutorial. */
  public static final Selection DEFAULT = new Selection(Monitor.ACCURACY, 0, false);

  /** Epochs that fine-tuning has to become better than a head at its optimum. */
  private static final int USUAL_PATIENCE = 4;

  /**
   * What these options say. After a head at its optimum fine-tuning has to earn its place: what is
   * worse on the validation images is not taken.
   */
  static Selection of(ScheduleValues values) {
    boolean converged = HeadMethod.isConverged(values);
    return new Selection(
        Monitor.parse(values.get(ScheduleOptions.MONITOR)),
        values.find(ScheduleOptions.PATIENCE).orElse(converged ? USUAL_PATIENCE : 0),
        values.find(ScheduleOptions.KEEP_BEST).orElse(converged));
  }

  /** Whether one epoch is better than another. */
  boolean isBetter(EpochResult epoch, EpochResult other) {
    return monitor.better().compare(epoch, other) > 0;
  }

  /** Whether a phase has waited long enough for a better epoch. */
  boolean isExhausted(PhaseProgress progress) {
    return patience > 0 && progress.epochs().size() - 1 - progress.bestIndex() >= patience;
  }

  /** The place of the epoch whose variables are taken. */
  int kept(PhaseProgress progress) {
    return keepBest ? progress.bestIndex() : progress.epochs().size() - 1;
  }

  void check(String option, List<String> problems) {
    ScheduleOptions.PATIENCE.check(option + ".patience", patience, problems);
  }
}
