package io.afterimage.training;

import io.afterimage.images.InputSpec;
import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import java.util.Map;

/** An engine that makes learners for the top of a backbone and its head. Thread-safe. */
@FunctionalInterface
public interface FineTuneLearners {

  /**
   * A learner that takes the tensors that cross {@link Backbone#cutAt} of the phase's layer.
   *
   * @param weights of the whole backbone and the head, to begin with; copied
   * @param classWeights what each class counts in the loss
   * @param dropoutSeed of the dropout masks
   * @throws IllegalArgumentException when a layer above the cut cannot learn
   */
  Learner create(
      Backbone backbone,
      InputSpec input,
      Map<String, Tensor> weights,
      FineTunePhase phase,
      ClassWeights classWeights,
      long dropoutSeed);
}
