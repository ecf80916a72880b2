package io.afterimage.trainer.watch;

import io.afterimage.training.validation.PairedOutcomes;
import java.util.Locale;

/**
 * How a watch stands.
 *
 * @param watched who is watched
 * @param outcomes of the version under watch beside its predecessor, on the images so far
 * @param state what follows
 */
public record Finding(Watched watched, PairedOutcomes outcomes, State state) {

  /** What follows from a watch. */
  public enum State {
    /** More labels are needed. */
    UNDER_WAY,
    /** All labels have come, and do not show the version to be worse. */
    PASSED,
    /** The version is worse: it has to go. */
    WORSE
  }

  /** Both in figures, human-readable. */
  public String inWords() {
    return outcomes.images() == 0
        ? "no labelled image compares version %s with version %s yet"
            .formatted(watched.name(), watched.predecessor().modelVersion())
        : String.format(
            Locale.ROOT,
            "version %s names %d of %d labelled images right (%.4f), version %s %d (%.4f): %d better,"
                + " %d worse",
            watched.name(),
            outcomes.both() + outcomes.gained(),
            outcomes.images(),
            outcomes.candidateAccuracy(),
            watched.predecessor().modelVersion(),
            outcomes.both() + outcomes.lost(),
            outcomes.opponentAccuracy(),
            outcomes.gained(),
            outcomes.lost());
  }
}
