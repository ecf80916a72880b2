package io.afterimage.schemas.events;

import java.time.Instant;
import java.util.Optional;

/**
 * A label joined with the prediction that it judges.
 *
 * @param imageId the image's id
 * @param picture where the image lies
 * @param label the true label
 * @param predictedLabel what the model had said
 * @param confidence how sure the model had been, in [0, 1]
 * @param modelVersion the version that had answered
 * @param labelledAt when the label was given
 * @param source who gave the label, if it said so
 * @param sha256 of the image's bytes as the prediction saw them; readers that follow the pointer
 *     compare it, since another record may be there by now; absent in examples of older predictions
 * @param opinion true where the label is only what one more source says of an image whose label is
 *     another record's: it neither changes that label nor counts as an answer judged; otherwise
 *     absent
 */
public record LabelledExample(
    String imageId,
    ImagePointer picture,
    String label,
    String predictedLabel,
    double confidence,
    String modelVersion,
    Instant labelledAt,
    Optional<String> source,
    Optional<String> sha256,
    Optional<Boolean> opinion) {

  /** The label of the image. */
  public LabelledExample(
      String imageId,
      ImagePointer picture,
      String label,
      String predictedLabel,
      double confidence,
      String modelVersion,
      Instant labelledAt,
      Optional<String> source,
      Optional<String> sha256) {
    this(
        imageId,
        picture,
        label,
        predictedLabel,
        confidence,
        modelVersion,
        labelledAt,
        source,
        sha256,
        Optional.empty());
  }

  /** Without source and digest. */
  public LabelledExample(
      String imageId,
      ImagePointer picture,
      String label,
      String predictedLabel,
      double confidence,
      String modelVersion,
      Instant labelledAt) {
    this(
        imageId,
        picture,
        label,
        predictedLabel,
        confidence,
        modelVersion,
        labelledAt,
        Optional.empty(),
        Optional.empty());
  }

  /** The same as what one more source says, and no more. */
  public LabelledExample asOpinion() {
    return new LabelledExample(
        imageId,
        picture,
        label,
        predictedLabel,
        confidence,
        modelVersion,
        labelledAt,
        source,
        sha256,
        Optional.of(true));
  }

  /** Whether it is no more than what one more source says. */
  public boolean saysOnlyAnOpinion() {
    return opinion.orElse(false);
  }

  /** Whether the model had been right. */
  public boolean correct() {
    return label.equals(predictedLabel);
  }
}
