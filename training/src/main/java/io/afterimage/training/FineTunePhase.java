package io.afterimage.training;

import java.util.List;
import java.util.Optional;

/**
 * The second phase: the layers from one index up learn together with the head, at a rate small
 * enough not to undo what they know. Without a first phase it is the only one. Batch norm stays in
 * inference mode: its moving statistics do not move, its gamma and beta learn. Checked as part of
 * {@link ScheduleConfig}.
 *
 * @param epochs how often every training image is seen
 * @param fromLayer the index of the first layer that is not frozen, as Keras counts layers
 * @param batchSize images for each step
 * @param optimizer one for all variables
 * @param dropout the share of features dropped before the head while training
 * @param decay how the rate falls from the first step to the last
 */
public record FineTunePhase(
    int epochs,
    int fromLayer,
    int batchSize,
    Optimizer optimizer,
    double dropout,
    RateDecay decay) {

  /**
   * The transfer-learning tutorial's figures for MobileNetV2: 11 epochs and not 10, because its
   * counter goes on from the last epoch's index.
   */
  public static final FineTunePhase DEFAULT = new FineTunePhase(11, 100, 32, 1e-5, 0.2);

  /** By RMSprop, with Keras' other defaults and a rate that stays. */
  public FineTunePhase(
      int epochs, int fromLayer, int batchSize, double learningRate, double dropout) {
    this(epochs, fromLayer, batchSize, RmsProp.withRate(learningRate), dropout, RateDecay.NONE);
  }

  /** The same with another decay. */
  public FineTunePhase withDecay(RateDecay other) {
    return new FineTunePhase(epochs, fromLayer, batchSize, optimizer, dropout, other);
  }

  /** The optimiser's. */
  public double learningRate() {
    return optimizer.learningRate();
  }

  /** The epochs are numbered on from the last one of the first phase, as in the tutorial. */
  PhasePlan plan(Optional<PhaseResult> before) {
    int first = before.map(result -> result.last().epoch()).orElse(0);
    return new PhasePlan(Phase.FINE_TUNE, first, epochs, batchSize, decay);
  }

  void check(String option, List<String> problems) {
    ScheduleRanges.EPOCHS.check(option + ".epochs", epochs, problems);
    ScheduleRanges.FROM_LAYER.check(option + ".from-layer", fromLayer, problems);
    ScheduleRanges.BATCH_SIZE.check(option + ".batch-size", batchSize, problems);
    ScheduleRanges.LEARNING_RATE.check(option + ".learning-rate", learningRate(), problems);
    ScheduleRanges.DROPOUT.check(option + ".dropout", dropout, problems);
  }
}
