package io.afterimage.events;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to one picture.
 *
 * @param imageId the picture's key, or its pointer's text where the key was absent or empty
 * @param picture where the picture lies
 * @param modelVersion the version that answered
 * @param label the label with the highest probability
 * @param confidence that probability, in [0, 1]
 * @param scores every label of the version with its probability, in the version's order of labels
 * @param capturedAt the picture's {@code captured-at} header, where it had a readable one
 * @param receivedAt the timestamp of the picture's record
 * @param predictedAt when the prediction was made
 */
public record Prediction(
    String imageId,
    PicturePointer picture,
    String modelVersion,
    String label,
    double confidence,
    Map<String, Double> scores,
    Optional<Instant> capturedAt,
    Instant receivedAt,
    Instant predictedAt) {

  /** Copies the scores, keeping their order. */
  public Prediction {
    scores = OrderedMaps.copyOf(scores);
  }
}
