package io.afterimage.model.classifier;

import java.time.Duration;

/**
 * How pictures are gathered into batches.
 *
 * @param workers threads that decode and infer
 * @param maxBatch the largest batch
 * @param linger how long the first picture of a batch waits for others; zero on a CPU, where
 *     waiting gains nothing
 * @param decoders further threads that decode the pictures of a batch side by side; none means that
 *     each worker decodes its own, which is best where workers and cores are as many
 */
public record BatchingConfig(int workers, int maxBatch, Duration linger, int decoders) {

  /** One worker per core, batches of up to 32, no linger. */
  public static BatchingConfig forCores(int cores) {
    return new BatchingConfig(cores, 32, Duration.ZERO, 0);
  }

  /** Refuses what cannot work. */
  public BatchingConfig {
    if (workers < 1 || maxBatch < 1 || linger.isNegative() || decoders < 0) {
      throw new IllegalArgumentException(
          "batching needs at least one worker, batches of at least one, a linger that is not"
              + " negative and no negative number of decoders");
    }
  }
}
