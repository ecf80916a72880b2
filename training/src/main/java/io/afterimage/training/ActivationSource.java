package io.afterimage.training;

import io.afterimage.models.inference.ImageGraph;
import io.afterimage.models.inference.ImageTensors;
import io.afterimage.models.inference.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/** The frozen layers. Thread-safe: several batches may run at once. */
@FunctionalInterface
public interface ActivationSource {

  /**
   * Runs one batch.
   *
   * @param images a direct buffer, n x height x width x 3 bytes from position 0, uint8 RGB; read
   *     only during the call
   * @param n the number of images, at least 1
   */
  Activations run(ByteBuffer images, int n);

  /** The one vector per image that a graph puts out, such as pooled features, as (n, k). */
  static ActivationSource of(ImageGraph graph) {
    return (images, n) -> {
      float[][] rows = graph.run(images, n);
      int width = rows[0].length;
      float[] values = new float[n * width];
      for (int row = 0; row < n; row++) {
        System.arraycopy(rows[row], 0, values, row * width, width);
      }
      return new Activations(List.of(new Tensor(new long[] {n, width}, values)));
    };
  }

  /** The tensors that a graph puts out, such as those that cross a cut. */
  static ActivationSource of(ImageTensors graph) {
    return (images, n) -> new Activations(graph.run(images, n));
  }
}
