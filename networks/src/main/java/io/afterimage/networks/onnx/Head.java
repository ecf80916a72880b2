package io.afterimage.networks.onnx;

import io.afterimage.models.inference.Tensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * The layers on top of the pooled features: the dense layer for the logits, and the class means
 * that an image is compared with for its novelty.
 *
 * @param weight (k, features); k is 1 for two classes, otherwise the number of classes
 * @param bias (k)
 * @param classMeans (classes, features), the mean features of each class, whose directions count;
 *     empty for a model that gives no novelty
 */
public record Head(Tensor weight, Tensor bias, Optional<Tensor> classMeans) {

  /** Refuses shapes that do not belong together. */
  public Head {
    if (weight.shape().length != 2
        || bias.shape().length != 1
        || weight.shape()[0] != bias.shape()[0]) {
      throw new IllegalArgumentException(
          "a head needs a weight (k, features) and a bias (k), got %s and %s"
              .formatted(Arrays.toString(weight.shape()), Arrays.toString(bias.shape())));
    }
  }

  /** Without class means. */
  public Head(Tensor weight, Tensor bias) {
    this(weight, bias, Optional.empty());
  }

  /** The number of logits for this many classes. */
  public static int logits(int classes) {
    return classes == 2 ? 1 : classes;
  }

  /** The logits (k) of one image's features, summed in double precision. */
  public float[] logits(float[] features) {
    float[] weights = weight.values();
    float[] logits = new float[bias.values().length];
    for (int row = 0; row < logits.length; row++) {
      double sum = bias.values()[row];
      for (int column = 0; column < features.length; column++) {
        sum += (double) weights[row * features.length + column] * features[column];
      }
      logits[row] = (float) sum;
    }
    return logits;
  }
}
