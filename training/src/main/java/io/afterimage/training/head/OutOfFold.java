package io.afterimage.training.head;

import io.afterimage.models.classifier.Probabilities;

/**
 * What is said of each example by a head that has not learned it, at the fitted head's strength of
 * regularisation and temperature: 4 bytes for each example and class.
 *
 * @param probabilities of each class, a row per example
 * @param answered whether the row's head knew the example's class at all; a class whose examples
 *     all lie in one fold is unknown to that fold's head
 */
public record OutOfFold(float[][] probabilities, boolean[] answered) {

  /** From logits, in their place. */
  static OutOfFold of(float[][] logits, boolean[] answered, double temperature) {
    for (float[] row : logits) {
      double largest = Double.NEGATIVE_INFINITY;
      for (float logit : row) {
        largest = Math.max(largest, logit);
      }
      double sum = 0;
      for (float logit : row) {
        sum += Math.exp((logit - largest) / temperature);
      }
      for (int label = 0; label < row.length; label++) {
        row[label] = (float) (Math.exp((row[label] - largest) / temperature) / sum);
      }
    }
    return new OutOfFold(logits, answered);
  }

  /** For other frequencies of the classes. */
  OutOfFold dividedBy(double[] counts) {
    float[][] others = new float[probabilities.length][counts.length];
    for (int row = 0; row < others.length; row++) {
      double sum = 0;
      for (int label = 0; label < counts.length; label++) {
        sum += probabilities[row][label] / counts[label];
      }
      for (int label = 0; label < counts.length; label++) {
        others[row][label] = (float) (probabilities[row][label] / counts[label] / sum);
      }
    }
    return new OutOfFold(others, answered);
  }

  /** The share of what is answered whose class has the largest probability; NaN when nothing is. */
  public double accuracy(int[] labels) {
    int right = 0;
    int all = 0;
    for (int row = 0; row < probabilities.length; row++) {
      if (answered[row]) {
        right += Probabilities.best(probabilities[row]) == labels[row] ? 1 : 0;
        all++;
      }
    }
    return (double) right / all;
  }

  /** The weighted mean cross-entropy of what is answered; NaN when nothing is. */
  double loss(HeadExamples examples) {
    return loss(examples.labels(), examples.weights());
  }

  /**
   * The same.
   *
   * @param labels the class of each row
   * @param weights what each row counts, from 0
   */
  public double loss(int[] labels, double[] weights) {
    double sum = 0;
    double total = 0;
    for (int row = 0; row < probabilities.length; row++) {
      if (answered[row]) {
        double probability = probabilities[row][labels[row]];
        sum -= weights[row] * Math.log(Math.max(probability, Float.MIN_NORMAL));
        total += weights[row];
      }
    }
    return sum / total;
  }
}
