package io.afterimage.models.inference.djl;

import io.afterimage.models.inference.Tensor;
import io.afterimage.models.onnx.OnnxModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** What goes into a graph and comes out of it, as bytes. */
final class ImageBatch {

  private ImageBatch() {}

  /** The bytes of the first n images, not copied. */
  static ByteBuffer pixels(ByteBuffer images, int n, int height, int width) {
    long bytes = (long) n * height * width * 3;
    if (n < 1 || bytes > images.limit()) {
      throw new IllegalArgumentException(
          "a batch of %d images of %dx%dx3 needs %d bytes, the buffer has %d"
              .formatted(n, height, width, bytes, images.limit()));
    }
    return images.slice(0, (int) bytes).order(ByteOrder.nativeOrder());
  }

  /** One black image, to try a graph with. */
  static ByteBuffer blank(OnnxModel model) {
    return ByteBuffer.allocateDirect(model.height() * model.width() * 3);
  }

  /** An output's values, copied. */
  static Tensor tensor(ByteBuffer values, long[] shape) {
    float[] floats = new float[values.remaining() / Float.BYTES];
    values.asFloatBuffer().get(floats);
    return new Tensor(shape, floats);
  }

  /** A matrix's rows. */
  static float[][] rows(Tensor matrix) {
    int columns = (int) matrix.shape()[1];
    float[][] rows = new float[(int) matrix.shape()[0]][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(matrix.values(), row * columns, (row + 1) * columns);
    }
    return rows;
  }
}
