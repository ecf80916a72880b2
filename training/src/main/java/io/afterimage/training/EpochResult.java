package io.afterimage.training;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One finished epoch.
 *
 * @param phase the phase that it belongs to
 * @param epoch counted from 0 over both phases; the second phase starts with the number at which
 *     the first one ended
 * @param train over the batches as they were learned from: augmented, with dropout, each before its
 *     step
 * @param validation after the epoch, neither augmented nor with dropout
 * @param seconds wall time, validation included
 * @param imagesPerSecond training images over {@code seconds}
 */
public record EpochResult(
    Phase phase,
    int epoch,
    Score train,
    Score validation,
    double seconds,
    @JsonProperty("picturesPerSecond") double imagesPerSecond) {

  /** The same with another score on the validation images. */
  EpochResult withValidation(Score other) {
    return new EpochResult(phase, epoch, train, other, seconds, imagesPerSecond);
  }
}
