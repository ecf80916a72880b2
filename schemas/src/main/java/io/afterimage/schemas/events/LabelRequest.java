package io.afterimage.schemas.events;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An image whose label is asked for. The newest record of an image holds: the request is open until
 * one has the label.
 *
 * @param imageId the image's id
 * @param picture where the image lies
 * @param sha256 of the image's bytes, in lower-case hexadecimal; absent where the prediction has
 *     none
 * @param modelVersion the version that answered
 * @param predictedLabel what it said
 * @param confidence how sure it was, in [0, 1]
 * @param scores its probabilities, as in the prediction
 * @param novelty how little the image resembles what the version has learned, in [0, 1]; absent
 *     where the version does not tell
 * @param why what the label is good for: one of the constants below, or one of a later release
 * @param score how much it is, by the rule behind {@code why}: from 0 to 1
 * @param probability how likely the image was to be drawn, in (0, 1]; only for {@link #AUDIT}
 * @param requestedAt when the label was asked for
 * @param label the true label; absent while the request is open
 * @param labelledAt when that label was given; absent while the request is open
 */
public record LabelRequest(
    String imageId,
    ImagePointer picture,
    Optional<String> sha256,
    String modelVersion,
    String predictedLabel,
    double confidence,
    Map<String, Double> scores,
    Optional<Double> novelty,
    String why,
    double score,
    Optional<Double> probability,
    Instant requestedAt,
    Optional<String> label,
    Optional<Instant> labelledAt) {

  /** Two labels are about as likely as each other. */
  public static final String UNCERTAIN = "uncertain";

  /** The image is unlike those that the version has learned. */
  public static final String NEW = "new";

  /** Drawn at random, whatever the answer was: tells how often answers are right. */
  public static final String AUDIT = "audit";

  /**
   * Copies the scores, keeping their order.
   *
   * @throws IllegalArgumentException when score or probability is out of its range
   */
  public LabelRequest {
    requireShare(score, "score");
    probability.ifPresent(value -> requireShare(value, "probability"));
    if (probability.filter(value -> value == 0).isPresent()) {
      throw new IllegalArgumentException("the probability is 0, no such image is drawn");
    }
    scores = OrderedMaps.copyOf(scores);
  }

  /**
   * Asks for the label of an image that was predicted.
   *
   * @param probability how likely the image was to be drawn; only for {@link #AUDIT}
   */
  public static LabelRequest of(
      Prediction prediction, String why, double score, Optional<Double> probability, Instant at) {
    return new LabelRequest(
        prediction.imageId(),
        prediction.picture(),
        prediction.sha256(),
        prediction.modelVersion(),
        prediction.answer(),
        prediction.confidence(),
        prediction.scores(),
        prediction.novelty(),
        why,
        score,
        probability,
        at,
        Optional.empty(),
        Optional.empty());
  }

  /** Whether the label is still asked for. */
  public boolean open() {
    return label.isEmpty();
  }

  /** The same with its label. */
  public LabelRequest closed(String trueLabel, Instant at) {
    return with(Optional.of(trueLabel), Optional.of(at));
  }

  /** The same without a label: the one that it had was taken back. */
  public LabelRequest reopened() {
    return with(Optional.empty(), Optional.empty());
  }

  private LabelRequest with(Optional<String> trueLabel, Optional<Instant> at) {
    return new LabelRequest(
        imageId,
        picture,
        sha256,
        modelVersion,
        predictedLabel,
        confidence,
        scores,
        novelty,
        why,
        score,
        probability,
        requestedAt,
        trueLabel,
        at);
  }

  private static void requireShare(double value, String what) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("the %s is %s, not from 0 to 1".formatted(what, value));
    }
  }
}
