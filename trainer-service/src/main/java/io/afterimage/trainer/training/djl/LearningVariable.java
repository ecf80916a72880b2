package io.afterimage.trainer.training.djl;

import io.afterimage.model.weights.Tensor;

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

  /**
   * Follows the gradient.
   *
   * @param step counts from 1
   */
  void update(FineTuneOptimizer optimizer, int step) {
    if (optimizer instanceof FineTuneOptimizer.RmsProp rms) {
      follow((float) rms.learningRate(), (float) rms.rho(), (float) rms.epsilon());
    } else {
      FineTuneOptimizer.Adam adam = (FineTuneOptimizer.Adam) optimizer;
      follow(
          (float) adam.correctedRate(step),
          (float) adam.beta1(),
          (float) adam.beta2(),
          (float) adam.epsilon());
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
