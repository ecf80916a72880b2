package io.afterimage.training.validation;

import io.afterimage.models.ClassNames;
import io.afterimage.training.validation.Verdict.Promoted;
import io.afterimage.training.validation.Verdict.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Lets a candidate pass that is not worse than what is active. Every reason against it is told at
 * once.
 *
 * @param margin how much less accuracy than the active version's is let pass, 0 to 1
 * @param minimumRecall what each class must keep, 0 to 1
 * @param minimumImages held-out images of each class below which nothing can be said of it, at
 *     least 1
 */
public record PromotionGate(double margin, double minimumRecall, int minimumImages) {

  /** One point of accuracy, half of each class, five images of each class. */
  public static final PromotionGate DEFAULT = new PromotionGate(0.01, 0.5, 5);

  /** Refuses values out of range. */
  public PromotionGate {
    if (!(margin >= 0 && margin <= 1)
        || !(minimumRecall >= 0 && minimumRecall <= 1)
        || minimumImages < 1) {
      throw new IllegalArgumentException(
          "a gate needs a margin and a minimum recall from 0 to 1 and one or more images, got %s, %s, %d"
              .formatted(margin, minimumRecall, minimumImages));
    }
  }

  /**
   * Judges a candidate.
   *
   * @param active the active version's score on the same images; empty: there is none to beat
   * @param lost labels that the active version knows and the candidate does not
   */
  public Verdict judge(Evaluation candidate, Optional<Evaluation> active, List<String> lost) {
    List<String> reasons = new ArrayList<>();
    for (ClassScore score : candidate.classes()) {
      if (score.images() < minimumImages) {
        reasons.add(
            "too few held-out images of class %s: %d, at least %d are needed; label more"
                .formatted(score.label(), score.images(), minimumImages));
      }
    }
    for (ClassScore score : candidate.below(minimumRecall)) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "class %s has recall %.4f, at least %.4f is needed",
              score.label(),
              score.recall().orElse(0),
              minimumRecall));
    }
    active
        .filter(current -> candidate.accuracy() < current.accuracy() - margin)
        .ifPresent(
            current ->
                reasons.add(
                    String.format(
                        Locale.ROOT,
                        "accuracy %.4f is more than %.4f below the active version's %.4f",
                        candidate.accuracy(),
                        margin,
                        current.accuracy())));
    if (!lost.isEmpty()) {
      reasons.add(
          "it does not know the labels [%s], which the active version knows"
              .formatted(ClassNames.inWords(lost)));
    }
    return reasons.isEmpty()
        ? new Promoted(candidate, active)
        : new Rejected(candidate, active, reasons);
  }
}
