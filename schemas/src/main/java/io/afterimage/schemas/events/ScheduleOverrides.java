package io.afterimage.schemas.events;

import java.util.Optional;

/**
 * What one training run does differently from the configured schedule; what is absent stays as
 * configured.
 *
 * @param frozenEpochs epochs with the base frozen
 * @param fineTuneEpochs epochs with the upper layers unfrozen
 * @param frozenLearningRate of the first phase
 * @param fineTuneLearningRate of the second phase
 * @param batchSize images in one step
 * @param seed of shuffling, augmentation and dropout
 * @param warmStart whether to go on from the active version instead of the pretrained base
 * @param classWeights {@code off}, or {@code balanced}: each class counts the same
 * @param monitor which validation score tells the better of two epochs: {@code accuracy} or {@code
 *     loss}
 * @param patience a phase ends after so many epochs without a better one; 0: never early
 * @param keepBest whether the best epoch's model is taken instead of the last one's
 */
public record ScheduleOverrides(
    Optional<Integer> frozenEpochs,
    Optional<Integer> fineTuneEpochs,
    Optional<Double> frozenLearningRate,
    Optional<Double> fineTuneLearningRate,
    Optional<Integer> batchSize,
    Optional<Long> seed,
    Optional<Boolean> warmStart,
    Optional<String> classWeights,
    Optional<String> monitor,
    Optional<Integer> patience,
    Optional<Boolean> keepBest) {

  /** What holds of epochs, rates, batches and seed; the rest stays as configured. */
  public ScheduleOverrides(
      Optional<Integer> frozenEpochs,
      Optional<Integer> fineTuneEpochs,
      Optional<Double> frozenLearningRate,
      Optional<Double> fineTuneLearningRate,
      Optional<Integer> batchSize,
      Optional<Long> seed) {
    this(
        frozenEpochs,
        fineTuneEpochs,
        frozenLearningRate,
        fineTuneLearningRate,
        batchSize,
        seed,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

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
