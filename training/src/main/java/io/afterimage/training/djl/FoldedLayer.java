package io.afterimage.training.djl;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import io.afterimage.models.inference.Tensor;
import io.afterimage.training.LearnerState;
import io.afterimage.training.Optimizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A layer's variables, what the graph takes in their place, and the way back from the graph's
 * gradients.
 *
 * <p>With a batch norm and {@code s = gamma / sqrt(moving_variance + epsilon)} the graph's weight
 * is {@code w s} and its bias {@code beta - moving_mean s}. From the gradients W' and b' of those
 * follow that of w, {@code W' s}; that of beta, {@code b'}; and that of gamma, {@code (sum of W' w
 * - moving_mean b') / sqrt(moving_variance + epsilon)}, the sum going over a filter's weights.
 * Without one, the graph uses weight and bias unchanged.
 */
final class FoldedLayer implements AutoCloseable {

  private final String name;
  private final LearningVariable weight;
  private final LearningVariable shift;
  private final Optional<Norm> norm;
  private final NativeFloats graphWeight;
  private final NativeFloats graphBias;
  private final NativeFloats weightGradient;
  private final NativeFloats biasGradient;

  /** Batch norm's part: {@code inverse} is {@code 1 / sqrt(moving_variance + epsilon)}. */
  private record Norm(LearningVariable gamma, float[] mean, float[] inverse) {}

  /**
   * Copies the layer's variables.
   *
   * @param normName the batch norm that is folded in
   */
  FoldedLayer(
      OrtEnvironment environment,
      String name,
      Optional<String> normName,
      double epsilon,
      Map<String, Tensor> weights,
      Optimizer optimizer) {
    this.name = name;
    weight = variable(name + ".weight", weights, optimizer);
    shift = variable(normName.map(n -> n + ".beta").orElse(name + ".bias"), weights, optimizer);
    norm =
        normName.map(
            n ->
                new Norm(
                    variable(n + ".gamma", weights, optimizer),
                    weights.get(n + ".moving_mean").values().clone(),
                    inverse(weights.get(n + ".moving_variance").values(), epsilon)));
    int rows = shift.values().length;
    int columns = weight.values().length / rows;
    graphWeight = NativeFloats.of(environment, rows * columns, rows, columns);
    weightGradient = NativeFloats.of(environment, rows * columns, rows, columns);
    graphBias = NativeFloats.of(environment, rows, rows, 1);
    biasGradient = NativeFloats.of(environment, rows, rows, 1);
    fold();
  }

  /** In Keras' order. */
  List<LearningVariable> variables() {
    return norm.map(n -> List.of(weight, n.gamma(), shift)).orElse(List.of(weight, shift));
  }

  void addInputs(Map<String, OnnxTensor> inputs) {
    inputs.put(name + ".weight", graphWeight.tensor());
    inputs.put(name + ".bias", graphBias.tensor());
  }

  void addGradients(Map<String, OnnxTensor> outputs) {
    outputs.put(name + ".weight" + SuffixTape.GRADIENT, weightGradient.tensor());
    outputs.put(name + ".bias" + SuffixTape.GRADIENT, biasGradient.tensor());
  }

  /** Takes the graph's gradients to the variables'. */
  void unfoldGradients() {
    weightGradient.read(weight.gradient());
    biasGradient.read(shift.gradient());
    if (norm.isEmpty()) {
      return;
    }
    Norm n = norm.get();
    float[] w = weight.values();
    float[] g = weight.gradient();
    int columns = w.length / shift.values().length;
    for (int row = 0; row < n.mean().length; row++) {
      float scale = n.gamma().values()[row] * n.inverse()[row];
      double product = 0;
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        product += (double) g[i] * w[i];
        g[i] *= scale;
      }
      double ofScale = product - (double) n.mean()[row] * shift.gradient()[row];
      n.gamma().gradient()[row] = (float) (ofScale * n.inverse()[row]);
    }
  }

  void update(Optimizer optimizer, int step) {
    variables().forEach(variable -> variable.update(optimizer, step));
    fold();
  }

  /** Takes values and running means from a state that fits. */
  void restore(LearnerState state) {
    variables().forEach(variable -> variable.restore(state));
    fold();
  }

  private void fold() {
    if (norm.isEmpty()) {
      graphWeight.write(weight.values());
      graphBias.write(shift.values());
      return;
    }
    Norm n = norm.get();
    float[] w = weight.values();
    float[] bias = new float[n.mean().length];
    int columns = w.length / bias.length;
    float[] folded = new float[columns];
    for (int row = 0; row < bias.length; row++) {
      float scale = n.gamma().values()[row] * n.inverse()[row];
      for (int i = 0; i < columns; i++) {
        folded[i] = w[row * columns + i] * scale;
      }
      graphWeight.buffer().put(row * columns, folded);
      bias[row] = shift.values()[row] - n.mean()[row] * scale;
    }
    graphBias.write(bias);
  }

  private static float[] inverse(float[] variance, double epsilon) {
    float[] inverse = new float[variance.length];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = (float) (1 / Math.sqrt(variance[i] + epsilon));
    }
    return inverse;
  }

  private static LearningVariable variable(
      String name, Map<String, Tensor> weights, Optimizer optimizer) {
    return new LearningVariable(name, weights.get(name), optimizer);
  }

  @Override
  public void close() {
    List.of(graphWeight, graphBias, weightGradient, biasGradient).forEach(NativeFloats::close);
  }
}
