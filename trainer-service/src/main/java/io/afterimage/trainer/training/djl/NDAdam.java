package io.afterimage.trainer.training.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.afterimage.trainer.training.Adam;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link Adam} on arrays. Own code rather than DJL's optimiser, which detaches its moments from
 * every manager, so that nobody could close them. Used by one thread.
 */
final class NDAdam {

  private final Adam config;
  private final List<Variable> variables = new ArrayList<>();
  private int steps;

  /**
   * Starts with moments of 0.
   *
   * @param owner the moments live and end with it
   * @param values the variables, which keep their gradients
   */
  NDAdam(Adam config, NDManager owner, List<NDArray> values) {
    this.config = config;
    for (NDArray value : values) {
      variables.add(
          new Variable(value, owner.zeros(value.getShape()), owner.zeros(value.getShape())));
    }
  }

  /** Changes the variables by their gradients; not while gradients are being collected. */
  void step() {
    steps++;
    double correction =
        Math.sqrt(1 - Math.pow(config.beta2(), steps)) / (1 - Math.pow(config.beta1(), steps));
    variables.forEach(variable -> step(variable, config.learningRate() * correction));
  }

  private void step(Variable variable, double rate) {
    try (NDArray gradient = variable.value.getGradient();
        NDArray meanChange = gradient.sub(variable.mean);
        NDArray squareChange = gradient.square()) {
      variable.mean.addi(meanChange.muli(1 - config.beta1()));
      squareChange.subi(variable.square).muli(1 - config.beta2());
      variable.square.addi(squareChange);
    }
    try (NDArray root = variable.square.sqrt();
        NDArray change = variable.mean.div(root.addi(config.epsilon()))) {
      variable.value.subi(change.muli(rate));
    }
  }

  private record Variable(NDArray value, NDArray mean, NDArray square) {}
}
