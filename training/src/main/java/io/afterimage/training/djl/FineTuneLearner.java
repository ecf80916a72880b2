package io.afterimage.training.djl;

import io.afterimage.models.inference.Tensor;
import io.afterimage.training.Activations;
import io.afterimage.training.Learner;
import java.util.Map;

/**
 * The layers of a backbone above a cut, and the head. Batch norm normalises by its moving
 * statistics, which are constants here and never move. The same plan, weights and batches give the
 * same variables bit for bit.
 */
public sealed interface FineTuneLearner extends Learner
    permits FineTuneMxnetLearner, FineTuneOnnxLearner {

  /**
   * The gradients of the mean loss of one batch by variable, with the dropout of the next step;
   * none changes.
   */
  Map<String, Tensor> gradients(Activations batch, int[] labels);
}
