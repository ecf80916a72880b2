package io.afterimage.training;

import io.afterimage.config.Range;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
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

  /** The transfer-learning tutorial's figures for MobileNetV2. */
  public static final FineTunePhase DEFAULT = of(ScheduleValues.none());

  /** By RMSprop, with Keras' other defaults and a rate that stays. */
  public FineTunePhase(
      int epochs, int fromLayer, int batchSize, double learningRate, double dropout) {
    this(epochs, fromLayer, batchSize, RmsProp.withRate(learningRate), dropout, RateDecay.NONE);
  }

  /** What these options say. */
  public static FineTunePhase of(ScheduleValues values) {
    return new FineTunePhase(
        values.get(ScheduleOptions.FINE_TUNE_EPOCHS),
        values.get(ScheduleOptions.FROM_LAYER),
        values.get(ScheduleOptions.BATCH_SIZE),
        Optimizer.named(
            values.get(ScheduleOptions.OPTIMIZER), values.get(ScheduleOptions.FINE_TUNE_RATE)),
        values.get(ScheduleOptions.DROPOUT),
        RateDecay.parse(values.get(ScheduleOptions.DECAY)));
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
    Range.atLeast(1).check(option + ".epochs", epochs, problems);
    ScheduleOptions.FROM_LAYER.check(option + ".from-layer", fromLayer, problems);
    ScheduleOptions.BATCH_SIZE.check(option + ".batch-size", batchSize, problems);
    ScheduleOptions.FINE_TUNE_RATE.check(option + ".learning-rate", learningRate(), problems);
    ScheduleOptions.DROPOUT.check(option + ".dropout", dropout, problems);
  }
}
