package io.afterimage.training.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.afterimage.training.Adam;
import io.afterimage.training.LearnerState;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@link Adam} on arrays. Own code rather than DJL's optimiser, which detaches its moments from
 * every manager, so that nobody could close them. Used by one thread.
 */
final class NDAdam {

  private final Adam config;
  private final Map<String, Variable> variables = new LinkedHashMap<>();
  private int steps;

  /**
   * Starts with moments of 0.
   *
   * @param owner the moments live and end with it
   * @param values the variables by name, which keep their gradients
   */
  NDAdam(Adam config, NDManager owner, Map<String, NDArray> values) {
    this.config = config;
    values.forEach(
        (name, value) ->
            variables.put(
                name,
                new Variable(value, owner.zeros(value.getShape()), owner.zeros(value.getShape()))));
  }

  /** Steps taken so far. */
  int steps() {
    return steps;
  }

  /** The live moments, as {@link LearnerState} names them. */
  Map<String, NDArray> moments() {
    Map<String, NDArray> moments = new LinkedHashMap<>();
    variables.forEach(
        (name, variable) -> {
          moments.put(name + LearnerState.MEAN, variable.mean);
          moments.put(name + LearnerState.SQUARE, variable.square);
        });
    return moments;
  }

  /** Goes on from these moments at this step. */
  void restore(LearnerState state) {
    NativeArrays.set(moments(), state.moments());
    steps = state.steps();
  }

  /**
   * Changes the variables by their gradients; not while gradients are being collected.
   *
   * @param rateShare what this step takes of the rate
   */
  void step(double rateShare) {
    steps++;
    double rate = config.scaledBy(rateShare).correctedRate(steps);
    variables.values().forEach(variable -> step(variable, rate));
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
