package io.afterimage.models.inference;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A loaded graph that turns images into vectors: class probabilities, or a backbone's features.
 * Thread-safe: several threads may run it at once. Owns native memory until closed; closing while a
 * run is in progress is the caller's error.
 */
public interface ImageGraph extends AutoCloseable {

  /**
   * Runs one batch.
   *
   * @param images a direct buffer, n x height x width x 3 bytes from position 0, uint8 RGB; read
   *     only during the call
   * @param n the number of images, at least 1
   * @return n rows of k values
   */
  float[][] run(ByteBuffer images, int n);

  /**
   * The same, with the graph's novelty scores where it has them.
   *
   * @return n rows, and n scores or none
   */
  default GraphOutput outputs(ByteBuffer images, int n) {
    return new GraphOutput(run(images, n), Optional.empty());
  }

  /** Height of the input in pixels, as the graph declares it. */
  int height();

  /** Width of the input in pixels, as the graph declares it. */
  int width();

  @Override
  void close();
}
