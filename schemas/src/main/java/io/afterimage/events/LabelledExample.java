package io.afterimage.events;

import java.time.Instant;

/**
 * A label joined with the prediction that it judges.
 *
 * @param imageId the picture's id
 * @param picture where the picture lies
 * @param label the true label
 * @param predictedLabel what the model had said
 * @param confidence how sure the model had been, in [0, 1]
 * @param modelVersion the version that had answered
 * @param labelledAt when the label was given
 */
public record LabelledExample(
    String imageId,
    PicturePointer picture,
    String label,
    String predictedLabel,
    double confidence,
    String modelVersion,
    Instant labelledAt) {

  /** Whether the model had been right. */
  public boolean correct() {
    return label.equals(predictedLabel);
  }
}
