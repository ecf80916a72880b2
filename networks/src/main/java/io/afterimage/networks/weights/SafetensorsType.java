package io.afterimage.networks.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** The element types that are read; the names are the format's. */
enum SafetensorsType {
  F32(4) {
    @Override
    float[] decode(byte[] littleEndian) {
      float[] values = new float[littleEndian.length / 4];
      ByteBuffer.wrap(littleEndian).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return values;
    }
  },
  F16(2) {
    @Override
    float[] decode(byte[] littleEndian) {
      ByteBuffer buffer = ByteBuffer.wrap(littleEndian).order(ByteOrder.LITTLE_ENDIAN);
      float[] values = new float[littleEndian.length / 2];
      for (int i = 0; i < values.length; i++) {
        values[i] = halfToFloat(buffer.getShort());
      }
      return values;
    }
  },
  U8(1) {
    @Override
    float[] decode(byte[] littleEndian) {
      float[] values = new float[littleEndian.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = Byte.toUnsignedInt(littleEndian[i]);
      }
      return values;
    }
  };

  private final int bytes;

  SafetensorsType(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  abstract float[] decode(byte[] littleEndian);

  static Optional<SafetensorsType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** IEEE 754 binary16; Java has no conversion before 20. */
  private static float halfToFloat(short half) {
    int exponent = (half >> 10) & 0x1f;
    int fraction = half & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 31 -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        };
    return half < 0 ? -magnitude : magnitude;
  }
}
