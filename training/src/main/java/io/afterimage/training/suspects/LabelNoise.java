package io.afterimage.training.suspects;

import java.util.List;

/**
 * How far labels can be trusted.
 *
 * @param rate the share of labels that is estimated to be wrong, 0 to 1
 * @param certain whether wrong labels show among the surest answers too, so that suspects are more
 *     than hard examples
 * @param examined how many labels there is an answer to
 * @param suspects the most suspicious first
 */
public record LabelNoise(double rate, boolean certain, int examined, List<Suspect> suspects) {

  /** Copies the list. */
  public LabelNoise {
    suspects = List.copyOf(suspects);
  }
}
