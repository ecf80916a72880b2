package io.afterimage.training.djl;

import ai.djl.ndarray.NDArray;
import io.afterimage.models.inference.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The engine's arrays as tensors, and the way back. */
final class NativeArrays {

  private NativeArrays() {}

  /** Copies, in the same order. */
  static Map<String, Tensor> copy(Map<String, NDArray> arrays) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) ->
            copies.put(name, new Tensor(array.getShape().getShape(), array.toFloatArray())));
    return copies;
  }

  /** Gives each array the values of the tensor of its name, in place. */
  static void set(Map<String, NDArray> arrays, Map<String, Tensor> values) {
    arrays.forEach((name, array) -> array.set(values.get(name).values()));
  }
}
