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
 * @param epochs after each of which the validation images are scored
 * @param steps of them all together, or close to it, with no more than ten passes through the
 *     images in an epoch; 0: each epoch takes every image once
 * @param fromLayer the index of the first layer that is not frozen, as Keras counts layers
 * @param batchSize images for each step
 * @param optimizer one for all variables
 * @param dropout the share of features dropped before the head while training
 * @param decay how the rate falls from the first step to the last
 * @param averaged whether weights between the start and the end are tried too
 */
public record FineTunePhase(
    int epochs,
    int steps,
    int fromLayer,
    int batchSize,
    Optimizer optimizer,
    double dropout,
    RateDecay decay,
    boolean averaged) {

  /** The transfer-learning tutorial's layers of MobileNetV2, from a head at its optimum. */
  public static final FineTunePhase DEFAULT = of(ScheduleValues.none());

  private static final int USUAL_STEPS = 600;

  /** Passes through the images in an epoch: a handful of images is not learned for minutes. */
  private static final int MOST_PASSES = 10;

  /** Each epoch takes every image once, and what the last one leaves is taken. */
  public FineTunePhase(
      int epochs,
      int fromLayer,
      int batchSize,
      Optimizer optimizer,
      double dropout,
      RateDecay decay) {
    this(epochs, 0, fromLayer, batchSize, optimizer, dropout, decay, false);
  }

  /** By RMSprop, with Keras' other defaults and a rate that stays. */
  public FineTunePhase(
      int epochs, int fromLayer, int batchSize, double learningRate, double dropout) {
    this(epochs, fromLayer, batchSize, RmsProp.withRate(learningRate), dropout, RateDecay.NONE);
  }

  /** What these options say. */
  public static FineTunePhase of(ScheduleValues values) {
    boolean converged = HeadMethod.isConverged(values);
    boolean inSteps = converged && values.find(ScheduleOptions.FINE_TUNE_EPOCHS).isEmpty();
    return new FineTunePhase(
        values.get(ScheduleOptions.FINE_TUNE_EPOCHS),
        values.find(ScheduleOptions.FINE_TUNE_STEPS).orElse(inSteps ? USUAL_STEPS : 0),
        values.get(ScheduleOptions.FROM_LAYER),
        values.get(ScheduleOptions.BATCH_SIZE),
        Optimizer.named(
            values.get(ScheduleOptions.OPTIMIZER), values.get(ScheduleOptions.FINE_TUNE_RATE)),
        values.get(ScheduleOptions.DROPOUT),
        values
            .find(ScheduleOptions.DECAY)
            .map(RateDecay::parse)
            .orElse(converged ? RateDecay.COSINE : RateDecay.NONE),
        values.find(ScheduleOptions.AVERAGING).orElse(converged));
  }

  /** The same with another decay. */
  public FineTunePhase withDecay(RateDecay other) {
    return new FineTunePhase(
        epochs, steps, fromLayer, batchSize, optimizer, dropout, other, averaged);
  }

  /** The optimiser's. */
  public double learningRate() {
    return optimizer.learningRate();
  }

  /**
   * The epochs are numbered on from the last one of the first phase, as in the tutorial.
   *
   * @param images to learn from
   */
  PhasePlan plan(Optional<PhaseResult> before, int images) {
    int first = before.map(result -> result.last().epoch()).orElse(0);
    Portion portion =
        steps == 0
            ? Portion.WHOLE
            : Portion.near(
                (int) Math.ceil((double) steps / epochs),
                (int) Math.ceil((double) images / batchSize),
                MOST_PASSES);
    return new PhasePlan(Phase.FINE_TUNE, first, epochs, batchSize, decay, portion, averaged);
  }

  void check(String option, List<String> problems) {
    Range.atLeast(1).check(option + ".epochs", epochs, problems);
    ScheduleOptions.FINE_TUNE_STEPS.check(option + ".steps", steps, problems);
    ScheduleOptions.FROM_LAYER.check(option + ".from-layer", fromLayer, problems);
    ScheduleOptions.BATCH_SIZE.check(option + ".batch-size", batchSize, problems);
    ScheduleOptions.FINE_TUNE_RATE.check(option + ".learning-rate", learningRate(), problems);
    ScheduleOptions.DROPOUT.check(option + ".dropout", dropout, problems);
  }

  /** Part of fingerprints: that of whole epochs is as it was when there was nothing else. */
  @Override
  public String toString() {
    String usual =
        "FineTunePhase[epochs=%d, fromLayer=%d, batchSize=%d, optimizer=%s, dropout=%s, decay=%s"
            .formatted(epochs, fromLayer, batchSize, optimizer, dropout, decay);
    return usual + (steps == 0 ? "" : ", steps=" + steps) + (averaged ? ", averaged" : "") + "]";
  }
}
