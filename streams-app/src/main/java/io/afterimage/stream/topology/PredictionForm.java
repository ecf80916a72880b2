package io.afterimage.stream.topology;

import io.afterimage.schemas.events.PredictionRoom;

/**
 * What a prediction carries.
 *
 * @param scores how many labels it names with their probabilities, the most likely first; the
 *     others are one sum
 * @param room what its topic takes
 */
public record PredictionForm(int scores, PredictionRoom room) {

  /** For {@code prediction.scores}: every label, in the version's order. */
  public static final int ALL = Integer.MAX_VALUE;

  /** Ten scores, and a topic with Kafka's default. */
  public static final PredictionForm DEFAULT =
      new PredictionForm(PredictionRoom.DEFAULT_SCORES, PredictionRoom.DEFAULT);
}
