package io.afterimage.training;

/**
 * What a phase asks of the epoch loop.
 *
 * @param phase its name
 * @param firstEpoch the number of its first epoch
 * @param epochs how many there are, at least 1
 * @param batchSize images for each step, at least 1; an epoch's last batch may be smaller
 * @param decay how the learning rate falls over all of them
 * @param portion of the training images that an epoch takes
 * @param averaged whether what is between the start and the end is tried too
 */
public record PhasePlan(
    Phase phase,
    int firstEpoch,
    int epochs,
    int batchSize,
    RateDecay decay,
    Portion portion,
    boolean averaged) {

  /** Refuses a plan without epochs or images. */
  public PhasePlan {
    if (firstEpoch < 0 || epochs < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "a phase needs a first epoch from 0, one or more epochs and a batch size from 1, got %d, %d, %d"
              .formatted(firstEpoch, epochs, batchSize));
    }
  }

  /** Each epoch takes every image once. */
  public PhasePlan(Phase phase, int firstEpoch, int epochs, int batchSize, RateDecay decay) {
    this(phase, firstEpoch, epochs, batchSize, decay, Portion.WHOLE, false);
  }

  /** With a learning rate that stays. */
  public PhasePlan(Phase phase, int firstEpoch, int epochs, int batchSize) {
    this(phase, firstEpoch, epochs, batchSize, RateDecay.NONE);
  }

  /**
   * What the next step takes of the learning rate.
   *
   * @param epoch its number
   * @param done images of that epoch so far
   * @param images of an epoch
   */
  double rateShare(int epoch, long done, int images) {
    long stepsOfEpoch = (images + batchSize - 1L) / batchSize;
    long step = (epoch - firstEpoch) * stepsOfEpoch + done / batchSize;
    return decay.share(step, epochs * stepsOfEpoch);
  }
}
