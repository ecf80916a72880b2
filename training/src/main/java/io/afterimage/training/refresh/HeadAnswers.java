package io.afterimage.training.refresh;

import io.afterimage.networks.onnx.Head;
import io.afterimage.training.CrossEntropy;
import io.afterimage.training.head.FeatureMatrix;

/** What a head says of images whose features are known. */
public final class HeadAnswers {

  private HeadAnswers() {}

  /** One logit for two classes, otherwise one per class. */
  static float[] logits(Head head, float[] features) {
    float[] weight = head.weight().values();
    float[] logits = new float[head.bias().values().length];
    for (int output = 0; output < logits.length; output++) {
      double sum = head.bias().values()[output];
      for (int i = 0; i < features.length; i++) {
        sum += (double) weight[output * features.length + i] * features[i];
      }
      logits[output] = (float) sum;
    }
    return logits;
  }

  /** The probability of each class for one row of features. */
  public static float[] probabilities(Head head, FeatureMatrix features, int row) {
    double[] exact = CrossEntropy.probabilities(logits(head, features.row(row)));
    float[] probabilities = new float[exact.length];
    for (int i = 0; i < exact.length; i++) {
      probabilities[i] = (float) exact[i];
    }
    return probabilities;
  }
}
