package io.afterimage.training.validation;

/**
 * A candidate beside a published version on images that neither has learned.
 *
 * @param version the published version
 * @param outcomes on these images
 * @param attempt which candidate it is that is compared with this version, from 1: the error rate
 *     is spent over all of them
 */
public record Comparison(String version, PairedOutcomes outcomes, int attempt) {

  /** Refuses an attempt before the first. */
  public Comparison {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempts are counted from 1, got " + attempt);
    }
  }
}
