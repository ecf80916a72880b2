package io.afterimage.training.refresh;

import io.afterimage.networks.onnx.Head;
import io.afterimage.training.CrossEntropy;
import io.afterimage.training.head.FeatureMatrix;

/** What a head says of images whose features are known. */
public final class HeadAnswers {

  private HeadAnswers() {}

  /** The probability of each class for one row of features. */
  public static float[] probabilities(Head head, FeatureMatrix features, int row) {
    double[] exact = CrossEntropy.probabilities(head.logits(features.row(row)));
    float[] probabilities = new float[exact.length];
    for (int i = 0; i < exact.length; i++) {
      probabilities[i] = (float) exact[i];
    }
    return probabilities;
  }
}
