package io.afterimage.training.djl;

import io.afterimage.models.inference.Tensor;
import io.afterimage.training.Activations;
import java.util.List;

/** The batch and the head of {@code keras_suffix.py}, to the last bit. */
final class FormulaBatch {

  private FormulaBatch() {}

  static Activations activations(int count, int size) {
    return new Activations(
        List.of(
            maps(count, 96, size, uniform(count * 96 * size * size, 1), 6, 3, -3),
            maps(count, 576, size, uniform(count * 576 * size * size, 2), 3, 1.5f, 0)));
  }

  static Tensor headWeight(int logits) {
    return new Tensor(new long[] {logits, 1280}, small(uniform(logits * 1280, 3)));
  }

  static Tensor headBias(int logits) {
    return new Tensor(new long[] {logits}, small(uniform(logits, 4)));
  }

  private static Tensor maps(
      int count, int channels, int size, float[] values, float scale, float shift, float least) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(values[i] * scale - shift, least);
    }
    return new Tensor(new long[] {count, channels, size, size}, values);
  }

  private static float[] small(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (values[i] - 0.5f) * 0.1f;
    }
    return values;
  }

  private static float[] uniform(int count, int salt) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      int hash = (i + 1 + salt * 0x632BE5AB) * 0x9E3779B1;
      hash = (hash ^ (hash >>> 15)) * 0x85EBCA77;
      hash = (hash ^ (hash >>> 13)) * 0xC2B2AE3D;
      hash ^= hash >>> 16;
      values[i] = (hash >>> 8) * 0x1p-24f;
    }
    return values;
  }
}
