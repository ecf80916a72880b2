package io.afterimage.training.validation;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.training.statistics.Binomial;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A candidate gives up no class. It does where its recall is below the minimum with certainty, by
 * the exact binomial test (Clopper and Pearson 1934) whose error rate is divided by the number of
 * classes (Bonferroni), and where the active version does better on the same images. Classes with
 * few images, and those that are another class under a second name, are left to {@link
 * EnoughImages}, which reports them.
 *
 * @param minimum the recall that each class must reach, 0 to 1
 * @param perClass images of a class below which nothing can be said of it
 * @param errorRate how often a candidate that reaches it in every class may be turned away
 */
record ClassRecall(double minimum, int perClass, double errorRate) implements GateRule {

  private static final Range SHARE = new Range(0, 1, "0 to 1");

  ClassRecall {
    SHARE.require("gate.minimum.recall", minimum);
  }

  static ClassRecall read(Settings settings) {
    return new ClassRecall(
        settings.number("gate.minimum.recall", 0.5, SHARE),
        EnoughImages.read(settings).perClass(),
        ErrorBudget.readRate(settings));
  }

  @Override
  public String name() {
    return "recall";
  }

  @Override
  public List<String> reasonsAgainst(Candidacy candidacy) {
    Lookalikes lookalikes = new Lookalikes(candidacy.candidate());
    List<ClassScore> scores =
        candidacy.candidate().classes().stream()
            .filter(score -> score.images() >= perClass)
            .filter(score -> lookalikes.byName(score.label()).isEmpty())
            .toList();
    Map<String, ClassScore> active = new HashMap<>();
    candidacy
        .active()
        .ifPresent(rival -> rival.classes().forEach(score -> active.put(score.label(), score)));
    return scores.stream()
        .filter(
            score ->
                Binomial.atMost(score.correct(), score.images(), minimum)
                    <= errorRate / scores.size())
        .filter(
            score ->
                !active.containsKey(score.label())
                    || score.correct() < active.get(score.label()).correct())
        .map(score -> reason(score, Optional.ofNullable(active.get(score.label()))))
        .toList();
  }

  private String reason(ClassScore score, Optional<ClassScore> active) {
    return String.format(
        Locale.ROOT,
        "class %s has recall %.4f on %d images, at least %.4f is needed%s",
        score.label(),
        score.recall().orElse(0),
        score.images(),
        minimum,
        active
            .map(ClassScore::recall)
            .map(
                recall ->
                    String.format(
                        Locale.ROOT, ", and the active version has %.4f", recall.orElse(0)))
            .orElse(""));
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
