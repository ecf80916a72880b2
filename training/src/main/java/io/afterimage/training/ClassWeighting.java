package io.afterimage.training;

import io.afterimage.training.dataset.DecodedImage;
import java.util.List;

/** Whether images of seldom classes count for more. */
public enum ClassWeighting {
  /** Every image counts the same. */
  OFF,
  /** Every class counts the same, however many images it has. */
  BALANCED;

  /**
   * Reads the form in options and commands.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static ClassWeighting parse(String code) {
    return Codes.parse(ClassWeighting.class, "class weights", code);
  }

  /** What each class counts in the loss. */
  ClassWeights weights(List<DecodedImage> images, int classes) {
    return this == OFF ? ClassWeights.NONE : ClassWeights.balanced(images, classes);
  }
}
