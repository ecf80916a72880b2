package io.afterimage.training;

import io.afterimage.models.inference.Tensor;
import java.util.Map;

/**
 * The layers that learn, with their loss and optimiser: the one seam between the schedule and the
 * engine that computes gradients. Used by one thread. Owns native memory until closed.
 */
public interface Learner extends AutoCloseable {

  /**
   * One optimisation step on one batch, dropout on.
   *
   * @param labels the index of the true class of each image, from 0
   * @param rateShare what this step takes of the optimiser's rate, 0 to 1
   * @return loss and hits of this batch, before the step
   */
  StepResult train(Activations batch, int[] labels, double rateShare);

  /** A step at the whole rate. */
  default StepResult train(Activations batch, int[] labels) {
    return train(batch, labels, 1);
  }

  /** The logits of one batch, dropout off: one column for two classes, otherwise one per class. */
  float[][] logits(Activations batch);

  /**
   * A copy of every trainable variable by name, such as {@code block_11_depthwise.weight}, {@code
   * Conv_1_bn.gamma}, {@code head.weight}, {@code head.bias}.
   */
  Map<String, Tensor> variables();

  /** A copy of everything that the next step depends on. */
  LearnerState state();

  /**
   * Resumes from such a copy: the next steps are those that the original learner would have made,
   * bit for bit if the engine is the same.
   *
   * @throws IllegalArgumentException when it is of other variables or of another optimiser
   */
  void restore(LearnerState state);

  @Override
  void close();

  /**
   * What one step saw.
   *
   * @param loss the mean cross-entropy over the batch, from logits
   * @param correct how many images were right
   */
  record StepResult(double loss, int correct) {}
}
