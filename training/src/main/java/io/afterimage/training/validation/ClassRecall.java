package io.afterimage.training.validation;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A candidate gives up no class.
 *
 * @param minimum the recall that each class must reach, 0 to 1
 */
record ClassRecall(double minimum) implements GateRule {

  private static final Range SHARE = new Range(0, 1, "0 to 1");

  ClassRecall {
    SHARE.require("gate.minimum.recall", minimum);
  }

  static ClassRecall read(Settings settings) {
    return new ClassRecall(settings.number("gate.minimum.recall", 0.5, SHARE));
  }

  @Override
  public String name() {
    return "recall";
  }

  @Override
  public List<String> reasonsAgainst(Candidacy candidacy) {
    return candidacy.candidate().classes().stream()
        .filter(score -> score.recall().orElse(1) < minimum)
        .map(
            score ->
                String.format(
                    Locale.ROOT,
                    "class %s has recall %.4f, at least %.4f is needed",
                    score.label(),
                    score.recall().orElse(0),
                    minimum))
        .toList();
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        new Figure(
            "afterimage.gate.recall",
            "Recall of the class that is named worst: is a class forgotten?",
            true,
            ClassRecall::least));
  }

  private static double least(Evaluation evaluation) {
    return evaluation.classes().stream()
        .map(ClassScore::recall)
        .flatMapToDouble(OptionalDouble::stream)
        .min()
        .orElse(Double.NaN);
  }
}
