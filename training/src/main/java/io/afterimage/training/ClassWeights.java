package io.afterimage.training;

import io.afterimage.training.dataset.DecodedPicture;
import java.util.ArrayList;
import java.util.List;

/**
 * What a picture of each class counts in the loss: the loss of a batch is the sum of weight times
 * cross-entropy over the number of pictures, as Keras' {@code class_weight} has it.
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

  /** {@code pictures / (classes * pictures of the class)}, so that the mean over pictures is 1. */
  static ClassWeights balanced(List<DecodedPicture> pictures, int classes) {
    int[] counts = new int[classes];
    pictures.forEach(picture -> counts[picture.label()]++);
    List<Double> weights = new ArrayList<>();
    for (int count : counts) {
      weights.add(pictures.size() / ((double) classes * Math.max(1, count)));
    }
    return new ClassWeights(weights);
  }

  /** What a picture of the class counts. */
  public double of(int label) {
    return byClass.isEmpty() ? 1 : byClass.get(label);
  }
}
