package io.afterimage.training;

import io.afterimage.training.dataset.DecodedImage;
import java.util.List;
import java.util.Locale;

/** Whether images of seldom classes count for more. */
public enum ClassWeighting {
  /** Every image counts the same. */
  OFF,
  /** Every class counts the same, however many images it has. */
  BALANCED;

  /** The form in options and commands. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The way back.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static ClassWeighting parse(String code) {
    return Codes.parse(values(), ClassWeighting::code, "class weights", code);
  }

  /** What each class counts in the loss. */
  ClassWeights weights(List<DecodedImage> images, int classes) {
    return this == OFF ? ClassWeights.NONE : ClassWeights.balanced(images, classes);
  }
}
