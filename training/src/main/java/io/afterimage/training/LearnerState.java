package io.afterimage.training;

import io.afterimage.models.inference.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that a learner's next step depends on, apart from the batch: a learner that restores
 * it continues as if it had never stopped. Learners of the same layers and optimiser accept each
 * other's state, in any engine.
 *
 * @param steps taken so far
 * @param variables each trainable variable by name
 * @param moments the optimiser's running means: {@code NAME.square} for RMSprop, {@code NAME.mean}
 *     as well for Adam
 */
public record LearnerState(int steps, Map<String, Tensor> variables, Map<String, Tensor> moments) {

  /** The running mean of a variable's gradient. */
  public static final String MEAN = ".mean";

  /** The running mean of its square. */
  public static final String SQUARE = ".square";

  /** Copies the maps; their order stays. */
  public LearnerState {
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    moments = Collections.unmodifiableMap(new LinkedHashMap<>(moments));
  }

  /** The same with other values of the variables. */
  public LearnerState withVariables(Map<String, Tensor> others) {
    return new LearnerState(steps, others, moments);
  }

  /**
   * Makes sure that a learner can take this.
   *
   * @param own any state of that learner
   * @throws IllegalArgumentException when it has other variables, other shapes, or the running
   *     means of another optimiser
   */
  public void requireLike(LearnerState own) {
    requireLike("variables", variables, own.variables);
    requireLike("running means", moments, own.moments);
  }

  private static void requireLike(String what, Map<String, Tensor> given, Map<String, Tensor> own) {
    if (!given.keySet().equals(own.keySet())) {
      throw new IllegalArgumentException(
          "the state is another learner's: its %s are %s, here they are %s"
              .formatted(what, given.keySet(), own.keySet()));
    }
    given.forEach(
        (name, tensor) -> {
          if (!Arrays.equals(tensor.shape(), own.get(name).shape())) {
            throw new IllegalArgumentException(
                "the state is another learner's: %s has shape %s, here it has %s"
                    .formatted(
                        name,
                        Arrays.toString(tensor.shape()),
                        Arrays.toString(own.get(name).shape())));
          }
        });
  }
}
