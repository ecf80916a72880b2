package io.afterimage.training.validation;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import io.afterimage.models.ClassNames;
import java.util.List;

/**
 * A candidate is judged by images that it has not learned. A class with few of them is unproven:
 * nothing is said for or against it, and it does not block the candidate.
 *
 * @param perClass images of a class below which nothing can be said of it, at least 1
 */
record EnoughImages(int perClass) implements GateRule {

  EnoughImages {
    Range.atLeast(1).require("gate.minimum.pictures", perClass);
  }

  static EnoughImages read(Settings settings) {
    return new EnoughImages(settings.integer("gate.minimum.pictures", 5, 1, 1_000_000));
  }

  @Override
  public String name() {
    return "images";
  }

  @Override
  public boolean isFinal() {
    return true;
  }

  @Override
  public List<String> reasonsAgainst(Candidacy candidacy) {
    return candidacy.candidate().images() > 0
        ? List.of()
        : List.of(
            "there is no labelled image that neither it nor the active version has learned; label"
                + " some new images, or load a folder with 'afterimage training-set load'");
  }

  @Override
  public List<String> remarks(Candidacy candidacy) {
    Evaluation candidate = candidacy.candidate();
    Lookalikes lookalikes = new Lookalikes(candidate);
    List<String> unproven =
        candidate.classes().stream()
            .filter(score -> score.images() < perClass || lookalikes.of(score.label()).isPresent())
            .map(
                score ->
                    "%s=%d%s"
                        .formatted(
                            score.label(),
                            score.images(),
                            lookalikes
                                .of(score.label())
                                .map(" (looks like `%s`)"::formatted)
                                .orElse("")))
            .toList();
    return candidate.images() == 0 || unproven.isEmpty()
        ? List.of()
        : List.of(
            "unproven, with fewer than %d such images or like another class: {%s}"
                .formatted(perClass, ClassNames.inWords(unproven, unproven.size())));
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        new Figure(
            "afterimage.gate.pictures",
            "Images that the last candidate was judged by: are they enough?",
            false,
            Evaluation::images));
  }
}
