package io.afterimage.training.validation;

import java.util.List;
import java.util.Optional;

/** What the gate says of a candidate. */
public sealed interface Verdict {

  /** How the candidate did. */
  Evaluation candidate();

  /** The active version's scores on the same images, if there is one. */
  Optional<Evaluation> active();

  /** What people should know of the decision. */
  List<String> remarks();

  /** The candidate may be published. */
  record Promoted(Evaluation candidate, Optional<Evaluation> active, List<String> remarks)
      implements Verdict {

    /** Copies the remarks. */
    public Promoted {
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * Why a candidate must not be published.
   *
   * @param rule the name of the rule
   * @param reason human-readable
   */
  record Objection(String rule, String reason) {}

  /**
   * The candidate stays unpublished.
   *
   * @param objections at least one
   */
  record Rejected(
      Evaluation candidate,
      Optional<Evaluation> active,
      List<Objection> objections,
      List<String> remarks)
      implements Verdict {

    /** Copies the lists. */
    public Rejected {
      objections = List.copyOf(objections);
      remarks = List.copyOf(remarks);
    }

    /** All reasons, human-readable. */
    public List<String> reasons() {
      return objections.stream().map(Objection::reason).toList();
    }

    /** The names of the rules that object. */
    public List<String> rules() {
      return objections.stream().map(Objection::rule).distinct().toList();
    }
  }
}
