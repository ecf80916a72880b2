package io.afterimage.training;

/** How a gradient changes a variable. The formulas and defaults are those of Keras' optimisers. */
public sealed interface Optimizer permits Adam, RmsProp, Sgd {

  /** The step size. */
  double learningRate();

  /** The same with so many times the rate. */
  Optimizer scaledBy(double share);
}
