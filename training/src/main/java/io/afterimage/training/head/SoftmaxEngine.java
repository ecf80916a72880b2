package io.afterimage.training.head;

/** Computes the loss of linear classifiers and its gradient. Thread-safe. */
public interface SoftmaxEngine {

  /**
   * Gets ready for passes over the same examples.
   *
   * @param features a row per example; not to be changed while the passes are in use
   * @param labels the class of each example, from 0
   * @param classes of each classifier
   * @param shares what each example counts in the gradient of each classifier: {@code
   *     [classifier][row]}, 0 for an example that it must not learn
   * @param offsets added to the logits of each classifier: {@code [classifier][class]}
   */
  SoftmaxPasses open(
      FeatureMatrix features, int[] labels, int classes, float[][] shares, float[][] offsets);
}
