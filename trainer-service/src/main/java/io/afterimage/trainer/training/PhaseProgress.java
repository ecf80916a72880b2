package io.afterimage.trainer.training;

import io.afterimage.model.weights.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How far a phase is, between two epochs.
 *
 * @param initial the score on the validation pictures before the first step
 * @param epochs those that are finished
 * @param learner what it knows now
 * @param best the variables after the epoch of {@link #bestEpoch()}
 */
public record PhaseProgress(
    Score initial, List<EpochResult> epochs, LearnerState learner, Map<String, Tensor> best) {

  private static final Comparator<EpochResult> BETTER =
      Comparator.<EpochResult>comparingDouble(epoch -> epoch.validation().accuracy())
          .thenComparingDouble(epoch -> -epoch.validation().loss());

  /** Copies the list. */
  public PhaseProgress {
    epochs = List.copyOf(epochs);
  }

  /** Before the first step. */
  static PhaseProgress beginning(Score initial, Learner learner) {
    LearnerState state = learner.state();
    return new PhaseProgress(initial, List.of(), state, state.variables());
  }

  /** After one epoch more. */
  PhaseProgress after(EpochResult epoch, LearnerState state) {
    List<EpochResult> all = new ArrayList<>(epochs);
    all.add(epoch);
    boolean better = epochs.isEmpty() || BETTER.compare(epoch, bestEpoch()) > 0;
    return new PhaseProgress(initial, all, state, better ? state.variables() : best);
  }

  /**
   * The epoch with the highest validation accuracy; of equals the one with the smallest loss, and
   * of these the first. There is none before the first epoch has ended.
   */
  public EpochResult bestEpoch() {
    EpochResult best = epochs.get(0);
    for (EpochResult epoch : epochs) {
      best = BETTER.compare(epoch, best) > 0 ? epoch : best;
    }
    return best;
  }
}
