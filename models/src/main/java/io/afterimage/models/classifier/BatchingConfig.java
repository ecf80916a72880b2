package io.afterimage.models.classifier;

import io.afterimage.models.inference.Device;
import java.time.Duration;

/**
 * How images are gathered into batches.
 *
 * @param workers threads that decode and infer
 * @param maxBatch the largest batch
 * @param linger how long the first image of a batch waits for others; zero on a CPU, where waiting
 *     gains nothing
 * @param decoders further threads that decode the images of a batch side by side; none means that
 *     each worker decodes its own, which is best where workers and cores are as many
 */
public record BatchingConfig(int workers, int maxBatch, Duration linger, int decoders) {

  /** Of processors: larger ones made each image dearer, since they leave a core's cache. */
  private static final int CPU_BATCH = 8;

  /** Of GPUs, where a batch costs little more than one image. */
  private static final int GPU_BATCH = 32;

  /** One worker per core, small batches, no linger. */
  public static BatchingConfig forCores(int cores) {
    return new BatchingConfig(cores, CPU_BATCH, Duration.ZERO, 0);
  }

  /** The largest batch that is good where nothing else is asked for. */
  public static int usualBatch(Device device) {
    return device instanceof Device.Cpu ? CPU_BATCH : GPU_BATCH;
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
