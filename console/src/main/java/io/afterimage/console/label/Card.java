package io.afterimage.console.label;

import io.afterimage.schemas.events.Label;
import io.afterimage.schemas.events.LabelRequest;
import io.afterimage.schemas.events.Prediction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image that somebody is asked to label, as the page gets it.
 *
 * @param image the image
 * @param why the label is asked for: a reason of {@link LabelRequest}, {@link #DISAGREEMENT},
 *     {@link #SUSPECT} or {@link #RECENT}
 * @param guess what the model said; absent where its answer is not known any more
 * @param said labels that the image has, by those who gave them
 * @param likely the label that a model which has not learned the image holds for more probable than
 *     the one it has; only of suspects
 * @param at when the image was answered, or its label asked for
 */
record Card(
    ImageRef image,
    String why,
    Optional<Guess> guess,
    List<Opinion> said,
    Optional<String> likely,
    Instant at) {

  /** Two people gave it two labels. */
  static final String DISAGREEMENT = "disagreement";

  /** Its label looked wrong to the last run. */
  static final String SUSPECT = "suspect";

  /** It came lately, and was drawn at random: nothing else is asked for. */
  static final String RECENT = "recent";

  private static final int SCORES = 3;

  /**
   * What a model said.
   *
   * @param modelVersion that said it
   * @param label with the highest probability
   * @param confidence that probability, in [0, 1]
   * @param scores the highest ones
   * @param novelty how little the image resembles what was learned, in [0, 1]
   */
  record Guess(
      String modelVersion,
      String label,
      double confidence,
      List<Score> scores,
      Optional<Double> novelty) {}

  /** A label with its probability. */
  record Score(String label, double probability) {}

  /** A label and who gave it. */
  record Opinion(String by, String label) {}

  static Card of(LabelRequest request) {
    return new Card(
        new ImageRef(request.imageId(), Optional.of(request.picture()), request.sha256()),
        request.why(),
        Optional.of(
            new Guess(
                request.modelVersion(),
                request.predictedLabel(),
                request.confidence(),
                highest(request.scores()),
                request.novelty())),
        List.of(),
        Optional.empty(),
        request.requestedAt());
  }

  static Card of(Prediction prediction, String why) {
    return new Card(
        new ImageRef(prediction.imageId(), Optional.of(prediction.picture()), prediction.sha256()),
        why,
        Optional.of(
            new Guess(
                prediction.modelVersion(),
                prediction.answer(),
                prediction.confidence(),
                highest(prediction.scores()),
                prediction.novelty())),
        List.of(),
        Optional.empty(),
        prediction.predictedAt());
  }

  /** Of an image that has labels. */
  static Card of(Said said, String why, Optional<Card> known) {
    return new Card(
        said.image().picture().isPresent()
            ? said.image()
            : known.map(Card::image).orElse(said.image()),
        why,
        known.flatMap(Card::guess),
        said.votes().entrySet().stream()
            .map(vote -> new Opinion(vote.getKey(), vote.getValue()))
            .toList(),
        Optional.empty(),
        said.at());
  }

  /** What stands, if anything does. */
  static List<Opinion> opinion(Optional<Label> label) {
    return label.stream()
        .map(given -> new Opinion(given.source().orElse(""), given.label()))
        .toList();
  }

  private static List<Score> highest(Map<String, Double> scores) {
    return scores.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(SCORES)
        .map(score -> new Score(score.getKey(), score.getValue()))
        .toList();
  }
}
