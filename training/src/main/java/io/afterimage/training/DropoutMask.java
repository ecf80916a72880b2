package io.afterimage.training;

import java.util.SplittableRandom;

/**
 * Inverted dropout: each value is zeroed with the given probability, and those that stay grow by
 * {@code 1 / (1 - rate)}, so that their mean is kept. Step {@code t}'s mask follows from the seed
 * and {@code t} alone, in whatever engine it is used.
 *
 * @param rate the share that is dropped, 0 up to, not including, 1
 * @param seed of the masks
 */
public record DropoutMask(double rate, long seed) {

  private static final long DROPOUT = 3;

  /**
   * The factors for one step.
   *
   * @param step counted from 0
   * @param size how many values the layer has for the whole batch
   * @return 0 or {@code 1 / (1 - rate)} for each
   */
  public float[] factors(long step, int size) {
    float[] factors = new float[size];
    float kept = (float) (1 / (1 - rate));
    SplittableRandom random = Seeds.random(seed, DROPOUT, step);
    for (int i = 0; i < size; i++) {
      factors[i] = random.nextDouble() < rate ? 0 : kept;
    }
    return factors;
  }
}
