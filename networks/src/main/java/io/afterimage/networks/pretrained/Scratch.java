package io.afterimage.networks.pretrained;

import io.afterimage.models.inference.Tensor;
import io.afterimage.networks.backbone.Backbone;
import io.afterimage.networks.backbone.Variable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Weights to start from where nothing was learned yet, as Keras starts: kernels uniform within
 * {@code sqrt(6 / (inputs + outputs))} (Glorot and Bengio, "Understanding the difficulty of
 * training deep feedforward neural networks", 2010), gamma and variance 1, everything else 0.
 */
public final class Scratch {

  private Scratch() {}

  /** For every variable of a backbone; the same seed gives the same weights. */
  public static WeightedBackbone of(Backbone backbone, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Tensor> weights = new HashMap<>();
    int side = backbone.nominalSize();
    backbone.rows(side, side).stream()
        .flatMap(row -> row.variables().stream())
        .forEach(variable -> weights.put(variable.name(), start(variable, random.split())));
    return new WeightedBackbone(backbone, weights);
  }

  /** A kernel (outputs, inputs, ...). */
  public static Tensor glorot(long[] shape, SplittableRandom random) {
    long window = Arrays.stream(shape).skip(2).reduce(1, Math::multiplyExact);
    double limit = Math.sqrt(6.0 / ((shape[0] + shape[1]) * window));
    float[] values = new float[Math.toIntExact(shape[0] * shape[1] * window)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * limit);
    }
    return new Tensor(shape, values);
  }

  private static Tensor start(Variable variable, SplittableRandom random) {
    long[] shape = variable.shape().stream().mapToLong(Long::longValue).toArray();
    if (variable.name().endsWith(".weight")) {
      return glorot(shape, random);
    }
    float[] values = new float[Math.toIntExact(variable.size())];
    boolean ones =
        variable.name().endsWith(".gamma") || variable.name().endsWith(".moving_variance");
    Arrays.fill(values, ones ? 1 : 0);
    return new Tensor(shape, values);
  }
}
