package io.afterimage.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Optional;

/**
 * From which novelty on an image counts as unknown.
 *
 * @param threshold an image whose novelty is above it is unknown
 * @param falseRefusals the share of images of the known classes that are above it, 0 to 1
 * @param images held-out ones that it was found on
 */
public record NoveltyThreshold(
    double threshold, double falseRefusals, @JsonProperty("pictures") int images) {

  /** The share of known images that may be called unknown. */
  public static final double FALSE_REFUSALS = 0.05;

  /** Refuses what is no number. */
  public NoveltyThreshold {
    if (!Double.isFinite(threshold) || !(falseRefusals > 0 && falseRefusals < 1)) {
      throw new IllegalArgumentException(
          "a threshold of novelty of %s at a rate of %s".formatted(threshold, falseRefusals));
    }
  }

  /**
   * The smallest that a further image of the known classes exceeds with a probability of at most
   * {@link #FALSE_REFUSALS}: of n values that have the same distribution, the {@code ceil((n + 1)(1
   * - rate))}-th smallest (Vovk, Gammerman and Shafer 2005, conformal prediction).
   *
   * @param heldOut the novelty of images that the class means do not come from; not changed
   * @return empty where fewer than 19 images allow no such promise
   */
  public static Optional<NoveltyThreshold> of(double[] heldOut) {
    int n = heldOut.length;
    // Rounded first: 20 * (1 - 0.05) is a little more than 19 in floating point.
    int rank = (int) Math.ceil(Math.round((n + 1) * (1 - FALSE_REFUSALS) * 1e6) / 1e6);
    if (rank > n) {
      return Optional.empty();
    }
    double[] sorted = heldOut.clone();
    Arrays.sort(sorted);
    return Optional.of(new NoveltyThreshold(sorted[rank - 1], FALSE_REFUSALS, n));
  }

  /** Whether an image of this novelty is unknown. */
  public boolean isUnknown(double novelty) {
    return novelty > threshold;
  }
}
