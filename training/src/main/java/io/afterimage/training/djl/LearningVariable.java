package io.afterimage.training.djl;

import io.afterimage.models.inference.Tensor;
import io.afterimage.training.LearnerState;
import io.afterimage.training.Optimizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One variable with its gradient and the running means of its optimiser. */
final class LearningVariable {

  private final String name;
  private final long[] shape;
  private final float[] values;
  private final float[] gradient;
  private final Map<String, float[]> means = new LinkedHashMap<>();

  /** The running means start at zero. */
  LearningVariable(String name, Tensor start, Optimizer optimizer) {
    this.name = name;
    shape = start.shape();
    values = start.values().clone();
    gradient = new float[values.length];
    optimizer.means().forEach(mean -> means.put(mean, new float[values.length]));
  }

  String name() {
    return name;
  }

  /** The live values: what changes here changes the variable. */
  float[] values() {
    return values;
  }

  /** Where the gradient is put before an update. */
  float[] gradient() {
    return gradient;
  }

  Tensor copy() {
    return new Tensor(shape, values.clone());
  }

  Tensor copyOfGradient() {
    return new Tensor(shape, gradient.clone());
  }

  /** Copies of the running means, as {@link LearnerState} names them. */
  Map<String, Tensor> moments() {
    Map<String, Tensor> moments = new LinkedHashMap<>();
    means.forEach((mean, live) -> moments.put(name + mean, new Tensor(shape, live.clone())));
    return moments;
  }

  /** Takes values and running means from a state that fits. */
  void restore(LearnerState state) {
    fill(values, state.variables().get(name));
    means.forEach((mean, live) -> fill(live, state.moments().get(name + mean)));
  }

  private static void fill(float[] target, Tensor from) {
    System.arraycopy(from.values(), 0, target, 0, target.length);
  }

  /**
   * Follows the gradient.
   *
   * @param optimizer of the kind that this was made for
   * @param step counts from 1
   */
  void update(Optimizer optimizer, int step) {
    optimizer.update(values, gradient, List.copyOf(means.values()), step);
  }
}
