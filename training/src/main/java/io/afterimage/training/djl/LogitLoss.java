package io.afterimage.training.djl;

import io.afterimage.models.inference.Tensor;
import io.afterimage.training.ClassWeights;
import io.afterimage.training.CrossEntropy;

/**
 * Cross-entropy from logits, and its gradient. One logit: binary, the logit is that of class 1.
 * Several: softmax, one logit per class.
 *
 * @param loss the weighted mean over the batch
 * @param correct how many images were right
 * @param gradient of the mean loss with respect to each logit, row by row
 */
record LogitLoss(double loss, int correct, float[] gradient) {

  /**
   * Of a batch.
   *
   * @param logits a row per image
   * @param labels the index of the true class of each row
   * @param weights what each class counts
   */
  static LogitLoss of(float[][] logits, int[] labels, ClassWeights weights) {
    int columns = logits[0].length;
    float[] gradient = new float[labels.length * columns];
    float[] targets = targets(labels, columns).values();
    double loss = 0;
    for (int row = 0; row < labels.length; row++) {
      double weight = weights.of(labels[row]) / labels.length;
      loss += weight * CrossEntropy.loss(logits[row], labels[row]);
      double[] p = CrossEntropy.probabilities(logits[row]);
      for (int column = 0; column < columns; column++) {
        int at = row * columns + column;
        double probability = columns == 1 ? p[1] : p[column];
        gradient[at] = (float) ((probability - targets[at]) * weight);
      }
    }
    return new LogitLoss(loss, CrossEntropy.correct(logits, labels), gradient);
  }

  /**
   * What each image's loss counts in that of the batch: (1, n), all 1/n where classes are equal.
   */
  static Tensor shares(int[] labels, ClassWeights weights) {
    float[] shares = new float[labels.length];
    for (int row = 0; row < labels.length; row++) {
      shares[row] = (float) (weights.of(labels[row]) / labels.length);
    }
    return new Tensor(new long[] {1, labels.length}, shares);
  }

  /** What the probabilities ought to be: (n, columns), 1 for the true class, otherwise 0. */
  static Tensor targets(int[] labels, int columns) {
    int classes = Math.max(2, columns);
    float[] targets = new float[labels.length * columns];
    for (int row = 0; row < labels.length; row++) {
      int label = labels[row];
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "label " + label + " is none of the " + classes + " classes, which count from 0");
      }
      if (columns == 1) {
        targets[row] = label;
      } else {
        targets[row * columns + label] = 1;
      }
    }
    return new Tensor(new long[] {labels.length, columns}, targets);
  }
}
