package io.afterimage.training.validation;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import java.util.List;
import java.util.Locale;

/**
 * A candidate is not worse than the active version.
 *
 * @param margin how much less accuracy is let pass, 0 to 1
 */
record AccuracyMargin(double margin) implements GateRule {

  AccuracyMargin {
    new Range(0, 1, "0 to 1").require("gate.margin", margin);
  }

  static AccuracyMargin read(Settings settings) {
    return new AccuracyMargin(settings.number("gate.margin", 0.01, Range.BELOW_HALF));
  }

  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public List<String> reasonsAgainst(Candidacy candidacy) {
    double accuracy = candidacy.candidate().accuracy();
    return candidacy
        .active()
        .map(Evaluation::accuracy)
        .filter(current -> accuracy < current - margin)
        .map(
            current ->
                String.format(
                    Locale.ROOT,
                    "accuracy %.4f is more than %.4f below the active version's %.4f",
                    accuracy,
                    margin,
                    current))
        .stream()
        .toList();
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
