package io.afterimage.schemas.events;

import java.time.Instant;
import java.util.Optional;

/**
 * What a version that is staged as a shadow says of an image that the active version has answered.
 * It is nobody's answer: the prediction is the active version's.
 *
 * @param imageId as in the prediction
 * @param picture where the image lies
 * @param modelVersion the version that is staged
 * @param label the label that it finds most probable; absent where it had no answer
 * @param confidence the probability of that label, in [0, 1]; absent where it had no answer
 * @param fault why it had no answer; absent where it had one
 * @param inferenceMillis what running its graph took, per image of the batch
 * @param activeVersion the version that answered
 * @param activeLabel the label that the active version finds most probable
 * @param activeConfidence the probability of that label, in [0, 1]
 * @param activeInferenceMillis what running the active version's graph took, per image of the batch
 * @param predictedAt when the image was answered by both
 */
public record ShadowPrediction(
    String imageId,
    ImagePointer picture,
    String modelVersion,
    Optional<String> label,
    Optional<Double> confidence,
    Optional<String> fault,
    double inferenceMillis,
    String activeVersion,
    String activeLabel,
    double activeConfidence,
    double activeInferenceMillis,
    Instant predictedAt) {

  /** Whether both versions find the same label most probable. */
  public boolean agrees() {
    return label.filter(activeLabel::equals).isPresent();
  }
}
