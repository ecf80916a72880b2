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
   * Why a candidate must not be published.
   *
   * @param rule the name of the rule
   * @param reason for people
   */
  record Objection(String rule, String reason) {}

  /**
   * The candidate stays unpublished.
   *
   * @param objections at least one
   */
  record Rejected(Evaluation candidate, Optional<Evaluation> active, List<Objection> objections)
      implements Verdict {

    /** Copies the objections. */
    public Rejected {
      objections = List.copyOf(objections);
    }

    /** All reasons, for people. */
    public List<String> reasons() {
      return objections.stream().map(Objection::reason).toList();
    }

    /** The names of the rules that object. */
    public List<String> rules() {
      return objections.stream().map(Objection::rule).distinct().toList();
    }
  }
}
