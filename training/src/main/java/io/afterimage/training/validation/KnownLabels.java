package io.afterimage.training.validation;

import io.afterimage.models.ClassNames;
import java.util.List;

/** A candidate knows every label that the active version knows. */
record KnownLabels() implements GateRule {

  @Override
  public String name() {
    return "labels";
  }

  @Override
  public List<String> reasonsAgainst(Candidacy candidacy) {
    return candidacy.lost().isEmpty()
        ? List.of()
        : List.of(
            "it does not know the labels [%s], which the active version knows"
                .formatted(ClassNames.inWords(candidacy.lost())));
  }
}
