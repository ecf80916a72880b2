package io.afterimage.trainer.training;

/**
 * What a phase asks of the epoch loop.
 *
 * @param phase its name
 * @param firstEpoch the number of its first epoch
 * @param epochs how many there are, at least 1
 * @param batchSize pictures for each step, at least 1; an epoch's last batch may be smaller
 */
public record PhasePlan(Phase phase, int firstEpoch, int epochs, int batchSize) {

  /** Refuses a plan without epochs or pictures. */
  public PhasePlan {
    if (firstEpoch < 0 || epochs < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "a phase needs a first epoch from 0, one or more epochs and a batch size from 1, got %d, %d, %d"
              .formatted(firstEpoch, epochs, batchSize));
    }
  }
}
