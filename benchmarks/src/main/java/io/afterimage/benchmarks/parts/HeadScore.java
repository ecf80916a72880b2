package io.afterimage.benchmarks.parts;

import io.afterimage.networks.onnx.Head;
import io.afterimage.training.CrossEntropy;

/**
 * What a head says of images.
 *
 * @param loss mean cross-entropy
 * @param calibrationError expected, over 15 bins of equal width
 * @param lastRecall of the last class
 */
public record HeadScore(double accuracy, double loss, double calibrationError, double lastRecall) {

  /** Zeros, to add to. */
  public static final HeadScore NONE = new HeadScore(0, 0, 0, 0);

  private static final int BINS = 15;

  /** Of a head on these images. */
  public static HeadScore of(Head head, LabelledFeatures images) {
    int rows = images.features().rows();
    double[] surplus = new double[BINS];
    double hits = 0;
    double loss = 0;
    double last = 0;
    double lastHits = 0;
    for (int row = 0; row < rows; row++) {
      float[] logits = logits(head, images.features().row(row));
      int label = images.images().get(row).label();
      int predicted = CrossEntropy.predicted(logits);
      double confidence = CrossEntropy.probabilities(logits)[predicted];
      double hit = predicted == label ? 1 : 0;
      hits += hit;
      loss += CrossEntropy.loss(logits, label);
      surplus[Math.min(BINS - 1, (int) (confidence * BINS))] += confidence - hit;
      if (label == images.classes() - 1) {
        last++;
        lastHits += hit;
      }
    }
    double error = 0;
    for (double ofBin : surplus) {
      error += Math.abs(ofBin) / rows;
    }
    return new HeadScore(hits / rows, loss / rows, error, lastHits / last);
  }

  private static float[] logits(Head head, float[] features) {
    float[] weight = head.weight().values();
    float[] logits = head.bias().values().clone();
    for (int row = 0; row < logits.length; row++) {
      double sum = logits[row];
      for (int column = 0; column < features.length; column++) {
        sum += (double) weight[row * features.length + column] * features[column];
      }
      logits[row] = (float) sum;
    }
    return logits;
  }

  /** The sums of both. */
  public HeadScore plus(HeadScore other) {
    return new HeadScore(
        accuracy + other.accuracy,
        loss + other.loss,
        calibrationError + other.calibrationError,
        lastRecall + other.lastRecall);
  }
}
