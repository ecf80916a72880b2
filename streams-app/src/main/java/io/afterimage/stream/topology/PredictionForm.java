package io.afterimage.stream.topology;

import io.afterimage.models.decision.DecisionRule;
import io.afterimage.schemas.events.Prediction;
import io.afterimage.schemas.events.PredictionRoom;

/**
 * What a prediction carries.
 *
 * @param scores how many labels it names with their probabilities, the most likely first; the
 *     others are one sum
 * @param unknown what it says of novelty
 * @param decisions how its label is decided
 * @param room what its topic takes
 */
public record PredictionForm(
    int scores, Unknown unknown, DecisionRule decisions, PredictionRoom room) {

  /** For {@code prediction.scores}: every label, in the version's order. */
  public static final int ALL = Integer.MAX_VALUE;

  /** What a prediction says of an image's novelty, where the version tells it. */
  public enum Unknown {
    /** The score, and whether the image is unknown. */
    MARK,
    /** The same; the label of an unknown image is {@link Prediction#UNKNOWN}. */
    LABEL,
    /** Nothing. */
    OFF
  }

  /** The most probable label counts. */
  public PredictionForm(int scores, Unknown unknown, PredictionRoom room) {
    this(scores, unknown, DecisionRule.NONE, room);
  }

  /** Ten scores, novelty marked, and a topic with Kafka's default. */
  public static final PredictionForm DEFAULT =
      new PredictionForm(PredictionRoom.DEFAULT_SCORES, Unknown.MARK, PredictionRoom.DEFAULT);
}
