package io.afterimage.models.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

  /** The values as ONNX and safetensors files have them: floats, little-endian. */
  public byte[] littleEndian() {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static long elements(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
