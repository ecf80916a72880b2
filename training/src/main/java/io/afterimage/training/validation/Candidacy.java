package io.afterimage.training.validation;

import java.util.List;
import java.util.Optional;

/**
 * What is known of a candidate when its promotion is decided.
 *
 * @param candidate how it did on images that neither it nor the active version has learned
 * @param active how the active version did on the same images; empty: there is none to beat
 * @param againstActive image by image; empty: there is no active version
 * @param againstBest beside the best earlier version that is kept and is not the active one, on
 *     images that neither has learned; empty: there is none
 * @param lost labels that the active version knows and the candidate does not
 * @param withdrawn the withdrawn version that it would bring back under another name;
 *     human-readable
 * @param notes what people should know of the images
 */
public record Candidacy(
    Evaluation candidate,
    Optional<Evaluation> active,
    Optional<Comparison> againstActive,
    Optional<Comparison> againstBest,
    List<String> lost,
    Optional<String> withdrawn,
    List<String> notes) {

  /** Copies the lists. */
  public Candidacy {
    lost = List.copyOf(lost);
    notes = List.copyOf(notes);
  }

  /** Of images that nothing need be said of. */
  public Candidacy(
      Evaluation candidate,
      Optional<Evaluation> active,
      Optional<Comparison> againstActive,
      Optional<Comparison> againstBest,
      List<String> lost,
      Optional<String> withdrawn) {
    this(candidate, active, againstActive, againstBest, lost, withdrawn, List.of());
  }
}
