package io.afterimage.training;

import java.util.List;
import java.util.Optional;

/**
 * The result of a phase.
 *
 * @param initial on the validation images, before the first step
 * @param epochs each epoch, at least one
 * @param keptIndex the place of the epoch whose variables the phase ends with
 * @param average taken between the start and that epoch, if it is better than both
 * @param test on the test images, with those variables, if there are any
 * @param heldOut what the learner says of the held-out images with those variables
 */
public record PhaseResult(
    Score initial,
    List<EpochResult> epochs,
    int keptIndex,
    Optional<WeightAverage> average,
    Optional<Score> test,
    HeldOutAnswers heldOut) {

  /** Copies the list. */
  public PhaseResult {
    epochs = List.copyOf(epochs);
  }

  /** Ending with the variables of an epoch. */
  public PhaseResult(
      Score initial,
      List<EpochResult> epochs,
      int keptIndex,
      Optional<Score> test,
      HeldOutAnswers heldOut) {
    this(initial, epochs, keptIndex, Optional.empty(), test, heldOut);
  }

  /** The last epoch. */
  public EpochResult last() {
    return epochs.get(epochs.size() - 1);
  }

  /** The epoch whose variables the phase ends with. */
  public EpochResult kept() {
    return epochs.get(keptIndex);
  }

  /** That epoch, with the score of the average if one is taken. */
  EpochResult end() {
    return average.map(taken -> kept().withValidation(taken.validation())).orElseGet(this::kept);
  }
}
