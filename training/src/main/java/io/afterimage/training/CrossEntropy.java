package io.afterimage.training;

import io.afterimage.models.classifier.Probabilities;

/**
 * Loss and hits from logits. Two classes have one logit, for the second class: binary
 * cross-entropy, {@code max(z, 0) - z t + log(1 + exp(-|z|))}, and the second class is predicted
 * where the logit is above 0. More classes have one logit each: cross-entropy of their softmax, and
 * the largest is predicted, the first of equals. The figures are those of Keras' {@code
 * BinaryCrossentropy} and {@code SparseCategoricalCrossentropy} with {@code from_logits=True}.
 */
public final class CrossEntropy {

  private double loss;
  private int correct;
  private int count;

  /** Adds a batch. */
  public void add(float[][] logits, int[] labels) {
    for (int row = 0; row < labels.length; row++) {
      loss += loss(logits[row], labels[row]);
    }
    correct += correct(logits, labels);
    count += labels.length;
  }

  /** The mean over everything added so far. */
  public Score score() {
    return new Score(loss / count, (double) correct / count);
  }

  /** How many images of a batch are right. */
  public static int correct(float[][] logits, int[] labels) {
    int correct = 0;
    for (int row = 0; row < labels.length; row++) {
      correct += predicted(logits[row]) == labels[row] ? 1 : 0;
    }
    return correct;
  }

  /** The index of the predicted class. */
  public static int predicted(float[] logits) {
    if (logits.length == 1) {
      return logits[0] > 0 ? 1 : 0;
    }
    return Probabilities.best(logits);
  }

  /** The probability of each class, of two classes too. */
  public static double[] probabilities(float[] logits) {
    if (logits.length == 1) {
      double second = 1 / (1 + Math.exp(-(double) logits[0]));
      return new double[] {1 - second, second};
    }
    double largest = logits[predicted(logits)];
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Math.exp(logits[i] - largest);
      sum += probabilities[i];
    }
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  /** Of one image. */
  public static double loss(float[] logits, int label) {
    if (logits.length == 1) {
      double logit = logits[0];
      return Math.max(logit, 0) - logit * label + Math.log1p(Math.exp(-Math.abs(logit)));
    }
    double largest = logits[predicted(logits)];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    return Math.log(sum) + largest - logits[label];
  }
}
