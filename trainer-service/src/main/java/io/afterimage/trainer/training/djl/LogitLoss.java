package io.afterimage.trainer.training.djl;

import io.afterimage.model.weights.Tensor;

/**
 * Cross-entropy from logits, and its gradient. One logit: binary, the logit is that of class 1.
 * Several: softmax, one logit per class.
 *
 * @param loss the mean over the batch
 * @param correct how many pictures were right
 * @param gradient of the mean loss with respect to each logit, row by row
 */
record LogitLoss(double loss, int correct, float[] gradient) {

  /**
   * Computes in double precision.
   *
   * @param logits a row per picture
   * @param labels the index of the true class of each row
   */
  static LogitLoss of(float[][] logits, int[] labels) {
    int columns = logits[0].length;
    float[] gradient = new float[labels.length * columns];
    float[] targets = targets(labels, columns).values();
    double loss = 0;
    int correct = 0;
    for (int row = 0; row < labels.length; row++) {
      float[] z = logits[row];
      double[] p = columns == 1 ? new double[] {sigmoid(z[0])} : softmax(z);
      loss += columns == 1 ? binaryLoss(z[0], labels[row]) : softmaxLoss(z, labels[row]);
      correct += predicted(z) == labels[row] ? 1 : 0;
      for (int column = 0; column < columns; column++) {
        int at = row * columns + column;
        gradient[at] = (float) ((p[column] - targets[at]) / labels.length);
      }
    }
    return new LogitLoss(loss / labels.length, correct, gradient);
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

  private static double sigmoid(double z) {
    return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
  }

  private static double binaryLoss(double z, int label) {
    return Math.max(z, 0) - z * label + Math.log1p(Math.exp(-Math.abs(z)));
  }

  private static double[] softmax(float[] z) {
    double largest = z[predicted(z)];
    double[] p = new double[z.length];
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      p[i] = Math.exp(z[i] - largest);
      sum += p[i];
    }
    for (int i = 0; i < z.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  private static double softmaxLoss(float[] z, int label) {
    double largest = z[predicted(z)];
    double sum = 0;
    for (float logit : z) {
      sum += Math.exp(logit - largest);
    }
    return largest + Math.log(sum) - z[label];
  }

  private static int predicted(float[] z) {
    if (z.length == 1) {
      return z[0] > 0 ? 1 : 0;
    }
    int best = 0;
    for (int i = 1; i < z.length; i++) {
      best = z[i] > z[best] ? i : best;
    }
    return best;
  }
}
