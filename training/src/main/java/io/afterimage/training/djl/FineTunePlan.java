package io.afterimage.training.djl;

import io.afterimage.networks.backbone.Backbone;
import io.afterimage.training.ClassWeights;
import io.afterimage.training.Optimizer;

/**
 * What is fine-tuned and how.
 *
 * @param backbone whose upper layers learn
 * @param fromLayer the index of the first layer that is not frozen, as Keras counts layers
 * @param height of the image in pixels
 * @param width of the image in pixels
 * @param optimizer one for all variables
 * @param dropout the share of features that each training step drops before the head, 0 up to but
 *     without 1; the kept ones are scaled up by {@code 1 / (1 - dropout)}
 * @param classWeights what each class counts in the loss
 * @param seed of the dropout
 */
public record FineTunePlan(
    Backbone backbone,
    int fromLayer,
    int height,
    int width,
    Optimizer optimizer,
    double dropout,
    ClassWeights classWeights,
    long seed) {

  /** Refuses a dropout that leaves nothing. */
  public FineTunePlan {
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout must be from 0 up to but without 1: " + dropout);
    }
  }
}
