package io.afterimage.trainer.training;

import java.util.List;
import java.util.Optional;

/**
 * What came of a phase.
 *
 * @param initial on the validation pictures, before the first step
 * @param epochs each epoch, at least one
 * @param test on the test pictures, after the last step, if there are any
 */
public record PhaseResult(Score initial, List<EpochResult> epochs, Optional<Score> test) {

  /** Copies the list. */
  public PhaseResult {
    epochs = List.copyOf(epochs);
  }

  /** The last epoch. */
  public EpochResult last() {
    return epochs.get(epochs.size() - 1);
  }
}
