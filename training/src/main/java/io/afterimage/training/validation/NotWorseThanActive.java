package io.afterimage.training.validation;

import io.afterimage.config.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A candidate is not worse than the active version: a loss of the margin is ruled out, and on the
 * images at hand it is at least as good.
 */
record NotWorseThanActive(NonInferiorityTest test) implements GateRule {

  static NotWorseThanActive read(Settings settings) {
    return new NotWorseThanActive(NonInferiorityTest.read(settings));
  }

  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public List<String> reasonsAgainst(Candidacy candidacy) {
    return candidacy.againstActive().flatMap(this::reason).stream().toList();
  }

  private Optional<String> reason(Comparison comparison) {
    PairedOutcomes outcomes = comparison.outcomes();
    if (outcomes.gained() < outcomes.lost()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "accuracy %.4f is below the active version's %.4f on the same %d images",
              outcomes.candidateAccuracy(),
              outcomes.opponentAccuracy(),
              outcomes.images()));
    }
    return test.passes(comparison)
        ? Optional.empty()
        : Optional.of(
            "not shown to be as good as the active version: %s; label more images"
                .formatted(test.inWords(comparison)));
  }

  @Override
  public List<String> remarks(Candidacy candidacy) {
    return candidacy.againstActive().filter(test::passes).map(test::inWords).stream().toList();
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        new Figure(
            "afterimage.gate.accuracy",
            "Accuracy on held-out images: is the candidate better?",
            true,
            Evaluation::accuracy));
  }
}
