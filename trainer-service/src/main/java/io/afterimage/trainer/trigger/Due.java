package io.afterimage.trainer.trigger;

/**
 * Why a run is due.
 *
 * @param kind of the trigger
 * @param text the reason that the run's command carries
 * @param refresh whether a refresh is enough
 */
public record Due(String kind, String text, boolean refresh) {

  /** Whether images, predictions or accuracy are no longer what they were. */
  public boolean isDrift() {
    return kind.equals(AccuracyDrift.KIND) || kind.equals(PredictionDrift.KIND);
  }
}
