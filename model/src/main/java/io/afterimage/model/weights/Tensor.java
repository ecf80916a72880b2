package io.afterimage.model.weights;

import java.util.Arrays;

/**
 * A named weight's values.
 *
 * @param shape convolutions OIHW, depthwise (channels, 1, 3, 3), dense (outputs, inputs), vectors
 *     (n)
 * @param values row-major; not copied, so the owner decides whether it changes
 */
public record Tensor(long[] shape, float[] values) {

  /** Refuses values that do not fill the shape. */
  public Tensor {
    if (elements(shape) != values.length) {
      throw new IllegalArgumentException(
          "shape " + Arrays.toString(shape) + " does not hold " + values.length + " values");
    }
  }

  private static long elements(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
