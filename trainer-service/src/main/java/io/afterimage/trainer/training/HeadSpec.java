package io.afterimage.trainer.training;

import io.afterimage.model.weights.Tensor;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The head: dropout and one dense layer, {@code head.weight} (outputs, inputs) and {@code
 * head.bias} (outputs).
 *
 * @param inputs features of a picture
 * @param classes at least 2
 */
public record HeadSpec(int inputs, int classes) {

  /** The dense layer's kernel. */
  public static final String WEIGHT = "head.weight";

  /** The dense layer's bias. */
  public static final String BIAS = "head.bias";

  private static final long HEAD = 4;

  /** Refuses a head that has nothing to tell apart. */
  public HeadSpec {
    if (inputs < 1 || classes < 2) {
      throw new IllegalArgumentException(
          "a head needs features and two or more classes, got " + inputs + " and " + classes);
    }
  }

  /** Logits: one for two classes, otherwise one per class. */
  public int outputs() {
    return classes == 2 ? 1 : classes;
  }

  /**
   * Weights to begin with: the kernel even in {@code [-limit, limit)} with {@code limit = sqrt(6 /
   * (inputs + outputs))} (Glorot and Bengio 2010, Keras' default for dense layers), the bias 0.
   */
  public Map<String, Tensor> initial(long seed) {
    SplittableRandom random = Seeds.random(seed, HEAD);
    double limit = Math.sqrt(6.0 / (inputs + outputs()));
    float[] kernel = new float[inputs * outputs()];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) (limit * (2 * random.nextDouble() - 1));
    }
    return Map.of(
        WEIGHT, new Tensor(new long[] {outputs(), inputs}, kernel),
        BIAS, new Tensor(new long[] {outputs()}, new float[outputs()]));
  }
}
