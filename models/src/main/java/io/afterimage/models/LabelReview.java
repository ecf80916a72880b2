package io.afterimage.models;

import java.time.Instant;
import java.util.List;

/**
 * What a training run thought of the labels that it learned from.
 *
 * @param at when it was done
 * @param examined how many labels it looked at
 * @param noise the share of them that is estimated to be wrong, 0 to 1
 * @param suspects the labels that look wrong, the most suspicious first
 */
public record LabelReview(Instant at, int examined, double noise, List<Suspect> suspects) {

  /**
   * A label that looks wrong.
   *
   * @param id of the example
   * @param label that it has
   * @param likely the label that a model which has not learned the example holds for the most
   *     probable
   * @param score by how much more probable that one is than the given one, above 0 and up to 1
   * @param leftOut whether the run left the example out of what it learned
   */
  public record Suspect(String id, String label, String likely, double score, boolean leftOut) {}

  /** Copies the list. */
  public LabelReview {
    suspects = List.copyOf(suspects);
  }

  /** How many examples were left out of what was learned. */
  public long leftOut() {
    return suspects.stream().filter(Suspect::leftOut).count();
  }

  /** How many labels look wrong, and how many of them were not learned. */
  public String inWords() {
    return "%d of %d labels look wrong%s"
        .formatted(
            suspects.size(),
            examined,
            leftOut() == 0 ? "" : ", %d of them were not learned".formatted(leftOut()));
  }
}
