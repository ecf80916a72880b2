package io.afterimage.training.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.util.PairList;
import io.afterimage.training.Adam;
import io.afterimage.training.LearnerState;
import io.afterimage.training.Optimizer;
import io.afterimage.training.RmsProp;
import io.afterimage.training.Sgd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * MXNet's fused update of one variable, with its running means. Weight decay, rescaling and
 * clipping are off by MXNet's defaults.
 */
final class SuffixUpdate {

  private final NDManager manager;
  private final NDArray variable;
  private final NDArray[] operands;

  /** The running means that the optimiser needs start at zero and live in {@code manager}. */
  SuffixUpdate(NDManager manager, Optimizer optimizer, NDArray variable, NDArray gradient) {
    this.manager = manager;
    this.variable = variable;
    List<NDArray> all = new ArrayList<>(List.of(variable, gradient));
    int means = optimizer instanceof Sgd ? 0 : optimizer instanceof RmsProp ? 1 : 2;
    for (int i = 0; i < means; i++) {
      all.add(manager.zeros(variable.getShape()));
    }
    operands = all.toArray(NDArray[]::new);
  }

  /**
   * The live running means of the variable of this name, as {@link LearnerState} names them. MXNet
   * takes the mean before the mean of squares.
   */
  Map<String, NDArray> moments(String name) {
    Map<String, NDArray> moments = new LinkedHashMap<>();
    if (operands.length == 4) {
      moments.put(name + LearnerState.MEAN, operands[2]);
    }
    if (operands.length > 2) {
      moments.put(name + LearnerState.SQUARE, operands[operands.length - 1]);
    }
    return moments;
  }

  /**
   * Changes the variable in place.
   *
   * @param optimizer of the kind that this was made for
   * @param step counts from 1
   */
  void apply(Optimizer optimizer, int step) {
    PairList<String, Object> parameters = new PairList<>();
    String operator;
    if (optimizer instanceof RmsProp rms) {
      operator = "rmsprop_update";
      parameters.add("lr", rms.learningRate());
      parameters.add("gamma1", rms.rho());
      parameters.add("epsilon", rms.epsilon());
    } else if (optimizer instanceof Sgd) {
      operator = "sgd_update";
      parameters.add("lr", optimizer.learningRate());
    } else {
      Adam adam = (Adam) optimizer;
      operator = "adam_update";
      parameters.add("lr", adam.correctedRate(step));
      parameters.add("beta1", adam.beta1());
      parameters.add("beta2", adam.beta2());
      parameters.add("epsilon", adam.epsilon());
    }
    manager.invoke(operator, operands, new NDArray[] {variable}, parameters);
  }
}
