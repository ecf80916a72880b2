package io.afterimage.training.validation;

import java.util.List;
import java.util.Optional;

/** What the gate says of a candidate. */
public sealed interface Verdict {

  /** How the candidate did. */
  Evaluation candidate();

  /** How the active version did on the same images, where there is one. */
  Optional<Evaluation> active();

  /** The candidate may be published. */
  record Promoted(Evaluation candidate, Optional<Evaluation> active) implements Verdict {}

  /**
   * The candidate stays unpublished.
   *
   * @param reasons at least one, for people
   */
  record Rejected(Evaluation candidate, Optional<Evaluation> active, List<String> reasons)
      implements Verdict {

    /** Copies the reasons. */
    public Rejected {
      reasons = List.copyOf(reasons);
    }
  }
}
