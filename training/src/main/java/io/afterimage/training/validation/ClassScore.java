package io.afterimage.training.validation;

import java.util.OptionalDouble;

/**
 * How a model does on the pictures of one class.
 *
 * @param label the class
 * @param pictures how many held-out pictures show it
 * @param correct how many of these the model names right
 */
public record ClassScore(String label, int pictures, int correct) {

  /** The share that is named right; unknown without pictures. */
  public OptionalDouble recall() {
    return pictures == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) correct / pictures);
  }
}
