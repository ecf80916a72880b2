package io.afterimage.training;

import io.afterimage.models.inference.Tensor;
import java.util.List;

/**
 * One batch as the frozen layers leave it: what the learning layers take.
 *
 * @param tensors the first dimension of each is the batch; (n, 1280) features while only the head
 *     learns, the tensors at the cut while the top of the base learns too
 */
public record Activations(List<Tensor> tensors) {

  /** Copies the list, which may not be empty. */
  public Activations {
    tensors = List.copyOf(tensors);
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("a batch needs at least one tensor");
    }
  }

  /** The number of images. */
  public int size() {
    return Math.toIntExact(tensors.get(0).shape()[0]);
  }
}
