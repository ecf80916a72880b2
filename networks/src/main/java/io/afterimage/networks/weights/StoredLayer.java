package io.afterimage.networks.weights;

import io.afterimage.models.inference.Tensor;
import java.util.List;

/**
 * One layer's arrays as Keras stored them.
 *
 * @param names what the layer may be called, the likeliest first; none where the file does not say
 * @param slot Keras 3's place for it, such as {@code layers/conv2d_1}: the type and its number
 *     among those of this type; empty in older files
 * @param arrays in Keras' order, in Keras' shapes
 */
public record StoredLayer(List<String> names, String slot, List<Tensor> arrays) {

  /** Copies the lists. */
  public StoredLayer {
    names = List.copyOf(names);
    arrays = List.copyOf(arrays);
  }
}
