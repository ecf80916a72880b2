package io.afterimage.networks.backbone;

import io.afterimage.models.inference.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * A weight that a layer needs.
 *
 * @param name the layer's and its own: {@code block_11_depthwise.weight}
 * @param shape as {@link io.afterimage.models.inference.Tensor} has it
 * @param trainable false for batch norm's moving statistics
 */
public record Variable(String name, List<Long> shape, boolean trainable) {

  /** Copies the shape. */
  public Variable {
    shape = List.copyOf(shape);
  }

  /** A layer's {@code weight}, and its {@code bias} where it has one. */
  static List<Variable> ofKernel(String layer, boolean bias, long... shape) {
    Variable weight = trainable(layer + ".weight", shape);
    return bias ? List.of(weight, trainable(layer + ".bias", shape[0])) : List.of(weight);
  }

  static Variable trainable(String name, long... shape) {
    return new Variable(name, Arrays.stream(shape).boxed().toList(), true);
  }

  static Variable statistic(String name, long... shape) {
    return new Variable(name, Arrays.stream(shape).boxed().toList(), false);
  }

  /** Whether a tensor has this variable's shape. */
  public boolean hasShapeOf(Tensor tensor) {
    return Arrays.stream(tensor.shape()).boxed().toList().equals(shape);
  }

  /** The number of values. */
  public long size() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }
}
