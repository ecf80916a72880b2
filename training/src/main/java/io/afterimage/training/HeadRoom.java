package io.afterimage.training;

import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.ModelLimits;
import io.afterimage.training.dataset.DatasetException;

/**
 * Whether a head for this many classes fits. Its weights grow with the classes, and a run that
 * fails for this at its end has trained for nothing.
 *
 * @param limits of the resulting model
 */
record HeadRoom(ModelLimits limits) {

  /**
   * Weights, two moments of the optimiser and their next values, at an epoch's end; the best
   * epoch's weights; and those that are written to the checkpoint and into the model.
   */
  private static final int COPIES = 12;

  /**
   * Refuses what does not fit.
   *
   * @param baseBytes what the model takes beside the head
   * @throws DatasetException saying what the head needs, and what there is
   */
  void require(HeadSpec head, long baseBytes) {
    long headBytes = (head.inputs() + 1L) * head.outputs() * Float.BYTES;
    String model = "a model of %d classes on %d features".formatted(head.classes(), head.inputs());
    try {
      limits.require(baseBytes + headBytes + meanBytes(head), model);
    } catch (CorruptArtifactException e) {
      throw new DatasetException(e.getMessage() + ": train fewer classes, or on another base", e);
    }
    long needed = COPIES * headBytes;
    if (needed > limits.heapBytes()) {
      throw new DatasetException(
          "%s needs up to %d bytes of heap while its head learns; there are %d: raise -Xmx, or train fewer classes"
              .formatted(model, needed, limits.heapBytes()));
    }
  }

  /**
   * The class means that tell novelty are as large as the weights, and there for two classes too.
   */
  private static long meanBytes(HeadSpec head) {
    return (long) head.inputs() * head.classes() * Float.BYTES;
  }
}
