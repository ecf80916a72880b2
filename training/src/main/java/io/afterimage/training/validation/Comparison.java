package io.afterimage.training.validation;

/**
 * A candidate beside a published version on images that neither has learned.
 *
 * @param version the published version
 * @param outcomes on these images
 * @param level how often a candidate that is worse by the margin may pass here, from 0 to below
 *     0.5: its share of an {@link ErrorBudget}
 */
public record Comparison(String version, PairedOutcomes outcomes, double level) {

  /** Refuses a level that no test can have. */
  public Comparison {
    if (!(level >= 0 && level < 0.5)) {
      throw new IllegalArgumentException("a level is from 0 to below 0.5, got " + level);
    }
  }
}
