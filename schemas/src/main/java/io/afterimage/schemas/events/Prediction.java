package io.afterimage.schemas.events;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to one image.
 *
 * @param imageId the image's key, or its pointer's text where the key was absent or empty
 * @param picture where the image lies
 * @param modelVersion the version that answered
 * @param label the label with the highest probability, or what novelty, thresholds or costs put in
 *     its place, if the stream is so configured
 * @param confidence the highest probability, in [0, 1]
 * @param scores labels with their probabilities, the most likely first where not all are there; in
 *     the version's order of labels otherwise
 * @param otherScores the sum of the probabilities of the labels that {@code scores} leaves out;
 *     absent: it leaves out none
 * @param novelty how little the image resembles what the version has learned, in [0, 1]; absent
 *     where the version does not tell
 * @param unknown whether that is above the version's threshold; absent where it has none
 * @param modelLabel what {@code label} would be by the model alone, where it is another one; for an
 *     image that is called unknown for its novelty, what it would be without that
 * @param decidedBy what put {@code label} in the place of the most probable one: {@link
 *     #BY_NOVELTY}, {@link #BY_COSTS} or {@link #BY_THRESHOLD}; absent: nothing, or novelty in
 *     predictions of before it was told
 * @param sha256 of the image's bytes as they came, in lower-case hexadecimal; absent in predictions
 *     of versions before it was recorded
 * @param capturedAt the image's {@code captured-at} header, where it had a readable one
 * @param receivedAt the timestamp of the image's record
 * @param predictedAt when the prediction was made
 */
public record Prediction(
    String imageId,
    ImagePointer picture,
    String modelVersion,
    String label,
    double confidence,
    Map<String, Double> scores,
    Optional<Double> otherScores,
    Optional<Double> novelty,
    Optional<Boolean> unknown,
    Optional<String> modelLabel,
    Optional<String> decidedBy,
    Optional<String> sha256,
    Optional<Instant> capturedAt,
    Instant receivedAt,
    Instant predictedAt) {

  /** Replaces the label of an unknown image, if the stream is so configured. */
  public static final String UNKNOWN = "unknown";

  /** The image is unlike what the version has learned. */
  public static final String BY_NOVELTY = "novelty";

  /** Another label than the most probable one costs less. */
  public static final String BY_COSTS = "costs";

  /** The probability of the label is below its threshold. */
  public static final String BY_THRESHOLD = "threshold";

  /**
   * Copies the scores, keeping their order.
   *
   * @throws IllegalArgumentException when a probability is not a finite number
   */
  public Prediction {
    requireFinite(confidence, "confidence");
    scores.forEach(Prediction::requireFinite);
    otherScores.ifPresent(rest -> requireFinite(rest, "otherScores"));
    novelty.ifPresent(score -> requireFinite(score, "novelty"));
    scores = OrderedMaps.copyOf(scores);
  }

  /** Decided by probability alone, or by novelty. */
  public Prediction(
      String imageId,
      ImagePointer picture,
      String modelVersion,
      String label,
      double confidence,
      Map<String, Double> scores,
      Optional<Double> otherScores,
      Optional<Double> novelty,
      Optional<Boolean> unknown,
      Optional<String> modelLabel,
      Optional<String> sha256,
      Optional<Instant> capturedAt,
      Instant receivedAt,
      Instant predictedAt) {
    this(
        imageId,
        picture,
        modelVersion,
        label,
        confidence,
        scores,
        otherScores,
        novelty,
        unknown,
        modelLabel,
        Optional.empty(),
        sha256,
        capturedAt,
        receivedAt,
        predictedAt);
  }

  /** Of a version that does not tell novelty. */
  public Prediction(
      String imageId,
      ImagePointer picture,
      String modelVersion,
      String label,
      double confidence,
      Map<String, Double> scores,
      Optional<Double> otherScores,
      Optional<String> sha256,
      Optional<Instant> capturedAt,
      Instant receivedAt,
      Instant predictedAt) {
    this(
        imageId,
        picture,
        modelVersion,
        label,
        confidence,
        scores,
        otherScores,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        sha256,
        capturedAt,
        receivedAt,
        predictedAt);
  }

  /** With the scores of every label, and without a digest of the image. */
  public Prediction(
      String imageId,
      ImagePointer picture,
      String modelVersion,
      String label,
      double confidence,
      Map<String, Double> scores,
      Optional<Instant> capturedAt,
      Instant receivedAt,
      Instant predictedAt) {
    this(
        imageId,
        picture,
        modelVersion,
        label,
        confidence,
        scores,
        Optional.empty(),
        Optional.empty(),
        capturedAt,
        receivedAt,
        predictedAt);
  }

  /**
   * What the version is judged by: what people see, by thresholds and costs, but for an image that
   * is called unknown for its novelty what it is called otherwise.
   */
  public String answer() {
    boolean ruled = decidedBy.filter(by -> !by.equals(BY_NOVELTY)).isPresent();
    return ruled ? label : modelLabel.orElse(label);
  }

  private static void requireFinite(String label, double score) {
    requireFinite(score, "score of " + label);
  }

  private static void requireFinite(double value, String what) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("the %s is %s, not a number".formatted(what, value));
    }
  }
}
