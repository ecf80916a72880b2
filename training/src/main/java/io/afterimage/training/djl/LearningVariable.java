package io.afterimage.training.djl;

import io.afterimage.models.inference.Tensor;
import io.afterimage.training.Adam;
import io.afterimage.training.LearnerState;
import io.afterimage.training.Optimizer;
import io.afterimage.training.RmsProp;
import io.afterimage.training.Sgd;
import java.util.LinkedHashMap;
import java.util.Map;

/** One variable with its gradient and the running means of its optimiser. */
final class LearningVariable {

  private final String name;
  private final long[] shape;
  private final float[] values;
  private final float[] gradient;
  private final float[] mean;
  private final float[] square;

  /** The running means start at zero. */
  LearningVariable(String name, Tensor start) {
    this.name = name;
    shape = start.shape();
    values = start.values().clone();
    gradient = new float[values.length];
    mean = new float[values.length];
    square = new float[values.length];
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

  /** Copies of the running means that the optimiser uses, as {@link LearnerState} names them. */
  Map<String, Tensor> moments(Optimizer optimizer) {
    Map<String, Tensor> moments = new LinkedHashMap<>();
    if (optimizer instanceof Adam) {
      moments.put(name + LearnerState.MEAN, new Tensor(shape, mean.clone()));
    }
    if (!(optimizer instanceof Sgd)) {
      moments.put(name + LearnerState.SQUARE, new Tensor(shape, square.clone()));
    }
    return moments;
  }

  /** Takes values and running means from a state that fits. */
  void restore(LearnerState state) {
    fill(values, state.variables().get(name));
    fillIfGiven(square, state.moments().get(name + LearnerState.SQUARE));
    fillIfGiven(mean, state.moments().get(name + LearnerState.MEAN));
  }

  /** Not every optimiser has every mean. */
  private static void fillIfGiven(float[] target, Tensor from) {
    if (from != null) {
      fill(target, from);
    }
  }

  private static void fill(float[] target, Tensor from) {
    System.arraycopy(from.values(), 0, target, 0, target.length);
  }

  /**
   * Follows the gradient.
   *
   * @param step counts from 1
   */
  void update(Optimizer optimizer, int step) {
    if (optimizer instanceof RmsProp rms) {
      follow((float) rms.learningRate(), (float) rms.rho(), (float) rms.epsilon());
    } else if (optimizer instanceof Sgd sgd) {
      fall((float) sgd.learningRate());
    } else {
      Adam adam = (Adam) optimizer;
      follow(
          (float) adam.correctedRate(step),
          (float) adam.beta1(),
          (float) adam.beta2(),
          (float) adam.epsilon());
    }
  }

  private void fall(float rate) {
    for (int i = 0; i < values.length; i++) {
      values[i] -= rate * gradient[i];
    }
  }

  private void follow(float rate, float rho, float epsilon) {
    for (int i = 0; i < values.length; i++) {
      float g = gradient[i];
      float v = rho * square[i] + (1 - rho) * g * g;
      square[i] = v;
      values[i] -= rate * g / (float) Math.sqrt(v + epsilon);
    }
  }

  private void follow(float rate, float beta1, float beta2, float epsilon) {
    for (int i = 0; i < values.length; i++) {
      float g = gradient[i];
      float m = mean[i] + (g - mean[i]) * (1 - beta1);
      float v = square[i] + (g * g - square[i]) * (1 - beta2);
      mean[i] = m;
      square[i] = v;
      values[i] -= rate * m / ((float) Math.sqrt(v) + epsilon);
    }
  }
}
