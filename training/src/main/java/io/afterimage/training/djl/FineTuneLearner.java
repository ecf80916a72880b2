package io.afterimage.training.djl;

import io.afterimage.models.inference.Tensor;
import io.afterimage.training.Activations;
import io.afterimage.training.Learner;
import java.util.Map;

/**
 * The layers of a backbone above a cut, and the head. Batch norm normalises by its moving
 * statistics, which are constants here and never move. The same plan, weights and batches give the
 * same variables, to the bit.
 */
public sealed interface FineTuneLearner extends Learner
    permits FineTuneMxnetLearner, FineTuneOnnxLearner {

  /**
   * Loads the layers above the cut: in ONNX Runtime where every one of them has a fast form there,
   * otherwise in MXNet, which is slower and takes any cut.
   *
   * @param weights of the whole backbone by name, moving statistics included, and of the head:
   *     {@code head.weight} (logits, features) and {@code head.bias} (logits); copied
   * @throws IllegalArgumentException when a weight is missing or of another shape, or a layer above
   *     the cut cannot learn
   */
  static FineTuneLearner open(FineTunePlan plan, Map<String, Tensor> weights) {
    return FineTuneOnnxLearner.supports(plan)
        ? new FineTuneOnnxLearner(plan, weights)
        : new FineTuneMxnetLearner(plan, weights);
  }

  /**
   * The gradients of the mean loss of one batch by variable, with the dropout of the next step;
   * none changes.
   */
  Map<String, Tensor> gradients(Activations batch, int[] labels);
}
