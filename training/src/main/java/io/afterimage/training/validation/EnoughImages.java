package io.afterimage.training.validation;

import io.afterimage.config.Range;
import io.afterimage.config.Settings;
import java.util.List;

/**
 * A candidate is judged by enough held-out images of each class.
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
  public List<String> reasonsAgainst(Candidacy candidacy) {
    return candidacy.candidate().classes().stream()
        .filter(score -> score.images() < perClass)
        .map(
            score ->
                "too few held-out images of class %s: %d, at least %d are needed; label more"
                    .formatted(score.label(), score.images(), perClass))
        .toList();
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        new Figure(
            "afterimage.gate.pictures",
            "Held-out images that the last candidate was judged by: are they enough?",
            false,
            Evaluation::images));
  }
}
