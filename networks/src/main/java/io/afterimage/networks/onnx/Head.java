package io.afterimage.networks.onnx;

import io.afterimage.models.inference.Tensor;
import java.util.Arrays;

/**
 * The dense layer on top of the pooled features that gives the logits.
 *
 * @param weight (k, features); k is 1 for two classes, otherwise the number of classes
 * @param bias (k)
 */
public record Head(Tensor weight, Tensor bias) {

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

  /** The number of logits that so many classes need. */
  public static int logits(int classes) {
    return classes == 2 ? 1 : classes;
  }
}
