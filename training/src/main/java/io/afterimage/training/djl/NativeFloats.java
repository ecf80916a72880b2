package io.afterimage.training.djl;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Memory that Java and ONNX Runtime both see. Closing frees the tensor; the memory is Java's. */
record NativeFloats(FloatBuffer buffer, OnnxTensor tensor) implements AutoCloseable {

  static NativeFloats of(OrtEnvironment environment, int size, long... shape) {
    FloatBuffer buffer = direct(size);
    try {
      return new NativeFloats(buffer, OnnxTensor.createTensor(environment, buffer, shape));
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot take a tensor", e);
    }
  }

  static FloatBuffer direct(int size) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  void write(float[] values) {
    buffer.put(0, values);
  }

  void read(float[] into) {
    buffer.get(0, into);
  }

  @Override
  public void close() {
    tensor.close();
  }
}
