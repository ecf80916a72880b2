package io.afterimage.models.classifier;

import io.afterimage.models.Manifest;
import java.util.Optional;

/**
 * How little an image resembles what the model has learned.
 *
 * @param score 1 minus the largest cosine of its features and a class mean, 0 to 1
 * @param unknown whether that is above the version's threshold; empty where it has none
 */
public record Novelty(double score, Optional<Boolean> unknown) {

  /** Of what a version put out; empty where that is no number. */
  public static Optional<Novelty> of(float score, Manifest manifest) {
    if (!Float.isFinite(score)) {
      return Optional.empty();
    }
    double novelty = Math.min(1, Math.max(0, score));
    return Optional.of(
        new Novelty(novelty, manifest.novelty().map(known -> known.isUnknown(novelty))));
  }
}
