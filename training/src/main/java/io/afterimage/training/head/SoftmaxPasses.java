package io.afterimage.training.head;

/**
 * Passes of several linear classifiers over the same examples, all of them in one product per
 * block. Used by one thread; owns native memory until closed.
 */
public interface SoftmaxPasses extends AutoCloseable {

  /**
   * One pass with gradient.
   *
   * @param weight (classifiers x classes, features), row by row
   * @param bias (classifiers x classes)
   * @param losses receives the cross-entropy of each example by each classifier, whatever its
   *     share: (rows, classifiers)
   * @param weightGradient receives that of the sum of share times cross-entropy, shaped as the
   *     weight
   * @param biasGradient the same for the bias
   */
  void run(
      float[] weight, float[] bias, float[] losses, double[] weightGradient, double[] biasGradient);

  /** One pass that hands out logits, offsets included. */
  void logits(float[] weight, float[] bias, Receiver receiver);

  @Override
  void close();

  /** Takes the logits of one example after the other. */
  @FunctionalInterface
  interface Receiver {

    /**
     * Those of one example.
     *
     * @param logits (classifiers x classes); reused for the next example
     */
    void accept(int row, float[] logits);
  }
}
