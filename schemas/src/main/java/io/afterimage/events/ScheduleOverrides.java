package io.afterimage.events;

import java.util.Optional;

/**
 * What one training run does differently from the configured schedule; what is absent stays as
 * configured.
 *
 * @param frozenEpochs epochs with the base frozen
 * @param fineTuneEpochs epochs with the upper layers unfrozen
 * @param frozenLearningRate of the first phase
 * @param fineTuneLearningRate of the second phase
 * @param batchSize pictures in one step
 * @param seed of shuffling, augmentation and dropout
 */
public record ScheduleOverrides(
    Optional<Integer> frozenEpochs,
    Optional<Integer> fineTuneEpochs,
    Optional<Double> frozenLearningRate,
    Optional<Double> fineTuneLearningRate,
    Optional<Integer> batchSize,
    Optional<Long> seed) {

  /** The configured schedule as it is. */
  public static ScheduleOverrides none() {
    return new ScheduleOverrides(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
