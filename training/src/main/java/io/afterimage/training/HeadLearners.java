package io.afterimage.training;

import io.afterimage.models.inference.Tensor;
import java.util.Map;

/** An engine that makes learners for heads. Thread-safe. */
@FunctionalInterface
public interface HeadLearners {

  /**
   * A learner that takes (n, inputs) features.
   *
   * @param head its shape
   * @param initial {@code head.weight} and {@code head.bias} to begin with; copied
   * @param phase gives optimiser and dropout
   * @param weights what each class counts in the loss
   * @param dropoutSeed of the dropout masks
   */
  Learner create(
      HeadSpec head,
      Map<String, Tensor> initial,
      FreezePhase phase,
      ClassWeights weights,
      long dropoutSeed);
}
