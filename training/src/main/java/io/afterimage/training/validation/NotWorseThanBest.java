package io.afterimage.training.validation;

import io.afterimage.config.Settings;
import java.util.List;

/**
 * A candidate is not worse, by the margin, than the best earlier version that is still kept, on
 * images of today: many small losses do not add up.
 */
record NotWorseThanBest(NonInferiorityTest test) implements GateRule {

  static NotWorseThanBest read(Settings settings) {
    return new NotWorseThanBest(NonInferiorityTest.read(settings));
  }

  @Override
  public String name() {
    return "best";
  }

  @Override
  public List<String> reasonsAgainst(Candidacy candidacy) {
    return candidacy
        .againstBest()
        .filter(comparison -> comparison.outcomes().images() > 0)
        .filter(comparison -> !test.passes(comparison))
        .map(
            comparison ->
                "not shown to be as good as the best earlier version: %s"
                    .formatted(test.inWords(comparison)))
        .stream()
        .toList();
  }
}
