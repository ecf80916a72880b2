package io.afterimage.models.inference;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A loaded graph that turns images into several tensors, such as those that cross a backbone's cut.
 * Thread-safe: several threads may run it at once. Owns native memory until closed; closing while a
 * run is in progress is the caller's error.
 */
public interface ImageTensors extends AutoCloseable {

  /**
   * Runs one batch.
   *
   * @param images a direct buffer, n x height x width x 3 bytes from position 0, uint8 RGB; read
   *     only during the call
   * @param n the number of images, at least 1
   * @return one tensor per output, the first dimension n
   */
  List<Tensor> run(ByteBuffer images, int n);

  /** The outputs' names, in the order of {@link #run}. */
  List<String> outputs();

  @Override
  void close();
}
