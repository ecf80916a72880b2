package io.afterimage.training.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.util.PairList;
import io.afterimage.training.LearnerState;
import io.afterimage.training.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * MXNet's fused update of one variable, with its running means. Weight decay, rescaling and
 * clipping are off by MXNet's defaults.
 */
final class FusedUpdate {

  private final NDManager manager;
  private final NDArray variable;
  private final NDArray[] operands;
  private final Map<String, NDArray> means = new LinkedHashMap<>();

  /** The running means that the optimiser needs start at zero and live in {@code manager}. */
  FusedUpdate(NDManager manager, Optimizer optimizer, NDArray variable, NDArray gradient) {
    this.manager = manager;
    this.variable = variable;
    optimizer.means().forEach(mean -> means.put(mean, manager.zeros(variable.getShape())));
    List<NDArray> all = new ArrayList<>(List.of(variable, gradient));
    all.addAll(means.values());
    operands = all.toArray(NDArray[]::new);
  }

  /** The live running means of the variable of this name, as {@link LearnerState} names them. */
  Map<String, NDArray> moments(String name) {
    Map<String, NDArray> moments = new LinkedHashMap<>();
    means.forEach((mean, live) -> moments.put(name + mean, live));
    return moments;
  }

  /**
   * Changes the variable in place.
   *
   * @param optimizer of the kind that this was made for
   * @param step counts from 1
   */
  void apply(Optimizer optimizer, int step) {
    Optimizer.Fused fused = optimizer.fused(step);
    PairList<String, Object> coefficients = new PairList<>();
    fused.coefficients().forEach(coefficients::add);
    manager.invoke(fused.operator(), operands, new NDArray[] {variable}, coefficients);
  }
}
