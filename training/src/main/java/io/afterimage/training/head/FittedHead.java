package io.afterimage.training.head;

import io.afterimage.networks.onnx.Head;

/**
 * A head at its optimum.
 *
 * @param head its weight and bias, the temperature folded in; one logit for two classes
 * @param l2 the strength of regularisation: what half the squared weights count beside the sum of
 *     weighted cross-entropies, with a row of weights for each class, of two classes too
 * @param temperature what the logits were divided by, so that probabilities of held-out examples
 *     hold
 * @param outOfFold what heads say that have not learned the example
 * @param loss the weighted mean of the cross-entropy of these answers, of the examples that are
 *     answered; NaN when none is
 */
public record FittedHead(
    Head head, double l2, double temperature, OutOfFold outOfFold, double loss) {}
