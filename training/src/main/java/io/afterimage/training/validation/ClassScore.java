package io.afterimage.training.validation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.OptionalDouble;

/**
 * How a model does on the images of one class.
 *
 * @param label the class
 * @param images how many held-out images show it
 * @param correct how many of these the model names right
 */
public record ClassScore(String label, @JsonProperty("pictures") int images, int correct) {

  /** The share that is named right; unknown without images. */
  public OptionalDouble recall() {
    return images == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) correct / images);
  }
}
