package io.afterimage.training;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.onnx.Head;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.head.FeatureMatrix;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Scores a head on features, row by row. Used by one thread. */
final class LinearScore {

  private final Head head;
  private final CrossEntropy score = new CrossEntropy();
  private int rows;

  /** Of {@code head.weight} and {@code head.bias}. */
  LinearScore(Map<String, Tensor> variables) {
    head = HeadSpec.head(variables);
  }

  /** Adds the rows from the last one up to another. */
  void addUpTo(int end, FeatureMatrix matrix, List<DecodedImage> images) {
    addUpTo(end, matrix, images, logits -> {});
  }

  /**
   * The same.
   *
   * @param receiver gets the logits of each row
   */
  void addUpTo(
      int end, FeatureMatrix matrix, List<DecodedImage> images, Consumer<float[]> receiver) {
    for (; rows < end; rows++) {
      float[] logits = head.logits(matrix.row(rows));
      score.add(new float[][] {logits}, new int[] {images.get(rows).label()});
      receiver.accept(logits);
    }
  }

  /** Over all rows so far. */
  Score score() {
    return score.score();
  }
}
