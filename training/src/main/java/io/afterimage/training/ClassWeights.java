package io.afterimage.training;

import io.afterimage.training.dataset.DecodedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * What an image of each class counts in the loss: the loss of a batch is the sum of weight times
 * cross-entropy over the number of images, as Keras' {@code class_weight} has it.
 *
 * @param byClass by the class's index; empty: each counts 1
 */
public record ClassWeights(List<Double> byClass) {

  /** Each counts 1. */
  public static final ClassWeights NONE = new ClassWeights(List.of());

  /** Copies the list. */
  public ClassWeights {
    byClass = List.copyOf(byClass);
  }

  /** {@code images / (classes * images of the class)}, so that the mean over images is 1. */
  static ClassWeights balanced(List<DecodedImage> images, int classes) {
    int[] counts = new int[classes];
    images.forEach(image -> counts[image.label()]++);
    List<Double> weights = new ArrayList<>();
    for (int count : counts) {
      weights.add(images.size() / ((double) classes * Math.max(1, count)));
    }
    return new ClassWeights(weights);
  }

  /** What an image of the class counts. */
  public double of(int label) {
    return byClass.isEmpty() ? 1 : byClass.get(label);
  }
}
