package io.afterimage.trainer.training;

import java.util.List;

/**
 * The second phase: the layers from one index up learn together with the head, by RMSprop, at a
 * rate small enough not to undo what they know. Batch norm stays in inference mode: its moving
 * statistics do not move, its gamma and beta learn. Checked as part of {@link ScheduleConfig}.
 *
 * @param epochs how often every training picture is seen
 * @param fromLayer the index of the first layer that is not frozen, as Keras counts layers
 * @param batchSize pictures for each step
 * @param learningRate of RMSprop, whose rho is 0.9 and epsilon 1e-7 as in Keras
 * @param dropout the share of features dropped before the head while training
 */
public record FineTunePhase(
    int epochs, int fromLayer, int batchSize, double learningRate, double dropout) {

  /**
   * The transfer-learning tutorial's figures for MobileNetV2: 11 epochs and not 10, because its
   * counter goes on from the last epoch's index.
   */
  public static final FineTunePhase DEFAULT = new FineTunePhase(11, 100, 32, 1e-5, 0.2);

  /** The same with another number of epochs. */
  public FineTunePhase withEpochs(int newEpochs) {
    return new FineTunePhase(newEpochs, fromLayer, batchSize, learningRate, dropout);
  }

  /** The epochs are numbered on from the last one of the first phase, as in the tutorial. */
  PhasePlan plan(PhaseResult before) {
    return new PhasePlan(Phase.FINE_TUNE, before.last().epoch(), epochs, batchSize);
  }

  void check(String option, List<String> problems) {
    Problems.atLeastOne(option + ".epochs", epochs, problems);
    Problems.atLeastOne(option + ".from-layer", fromLayer, problems);
    Problems.atLeastOne(option + ".batch-size", batchSize, problems);
    Problems.positive(option + ".learning-rate", learningRate, problems);
    Problems.share(option + ".dropout", dropout, problems);
  }
}
