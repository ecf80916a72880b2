package io.afterimage.training;

import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.training.head.SoftmaxEngine;
import java.util.Map;

/** Makes learners, each in an engine that can compute its gradients. Thread-safe. */
public interface Learners {

  /**
   * A learner that takes (n, inputs) features.
   *
   * @param initial {@code head.weight} and {@code head.bias} to begin with; copied
   * @param phase gives optimiser and dropout
   * @param classWeights what each class counts in the loss
   * @param dropoutSeed of the dropout masks
   */
  Learner head(
      Map<String, Tensor> initial, FreezePhase phase, ClassWeights classWeights, long dropoutSeed);

  /** What fits a head on the same features to its optimum. */
  SoftmaxEngine softmax();

  /**
   * A learner for the top of a backbone and its head, that takes the tensors that cross {@link
   * Backbone#cutAt} of the phase's layer.
   *
   * @param weights of the whole backbone by name, moving statistics included, and of the head:
   *     {@code head.weight} (logits, features) and {@code head.bias} (logits); copied
   * @throws IllegalArgumentException when a weight is missing or of another shape, or a layer above
   *     the cut cannot learn
   */
  Learner fineTune(
      Backbone backbone,
      InputSpec input,
      Map<String, Tensor> weights,
      FineTunePhase phase,
      ClassWeights classWeights,
      long dropoutSeed);
}
