package io.afterimage.training;

import io.afterimage.models.inference.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How far a phase is, between two epochs.
 *
 * @param initial the score on the validation images before the first step
 * @param epochs those that are finished
 * @param learner what it knows now
 * @param bestIndex the place of the best epoch so far; of equals the first
 * @param best the variables after that epoch
 */
public record PhaseProgress(
    Score initial,
    List<EpochResult> epochs,
    LearnerState learner,
    int bestIndex,
    Map<String, Tensor> best) {

  /** Copies the list. */
  public PhaseProgress {
    epochs = List.copyOf(epochs);
  }

  /** Before the first step. */
  static PhaseProgress beginning(Score initial, Learner learner) {
    LearnerState state = learner.state();
    return new PhaseProgress(initial, List.of(), state, 0, state.variables());
  }

  /** After one epoch more. */
  PhaseProgress after(EpochResult epoch, LearnerState state, Selection selection) {
    List<EpochResult> all = new ArrayList<>(epochs);
    all.add(epoch);
    boolean better = epochs.isEmpty() || selection.isBetter(epoch, epochs.get(bestIndex));
    return better
        ? new PhaseProgress(initial, all, state, all.size() - 1, state.variables())
        : new PhaseProgress(initial, all, state, bestIndex, best);
  }

  /** The best epoch so far; there is none before the first has ended. */
  EpochResult bestEpoch() {
    return epochs.get(bestIndex);
  }
}
