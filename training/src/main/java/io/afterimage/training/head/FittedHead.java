package io.afterimage.training.head;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.onnx.Head;

/**
 * A head at its optimum.
 *
 * @param head its weight and bias, the temperature folded in; one logit for two classes
 * @param l2 the strength of regularisation: what half the squared weights count beside the sum of
 *     weighted cross-entropies, with a row of weights for each class, of two classes too
 * @param searched the number of examples among which that strength was found to be the best; fewer
 *     or more than were learned where it was taken over from a head before
 * @param kept how many heads in a row have taken it over since
 * @param temperature what the logits were divided by, so that probabilities of held-out examples
 *     hold
 * @param outOfFold what heads say that have not learned the example
 * @param loss the weighted mean of the cross-entropy of these answers, of the examples that are
 *     answered; NaN when none is
 */
public record FittedHead(
    Head head,
    double l2,
    int searched,
    int kept,
    double temperature,
    OutOfFold outOfFold,
    double loss) {

  /**
   * The same for images of which each class is as frequent as any other, however frequent it was
   * among the examples: the logarithm of its frequency is taken off each logit (Menon et al. 2021,
   * post-hoc logit adjustment).
   */
  public FittedHead withEqualPriors(HeadExamples examples) {
    double[] counts = new double[examples.classes()];
    for (int row = 0; row < examples.rows(); row++) {
      counts[examples.labels()[row]] += examples.weights()[row];
    }
    float[] bias = head.bias().values().clone();
    for (int row = 0; row < bias.length; row++) {
      bias[row] -=
          (float) (bias.length == 1 ? Math.log(counts[1] / counts[0]) : Math.log(counts[row]));
    }
    OutOfFold others = outOfFold.dividedBy(counts);
    return new FittedHead(
        new Head(head.weight(), new Tensor(head.bias().shape(), bias)),
        l2,
        searched,
        kept,
        temperature,
        others,
        others.loss(examples));
  }
}
