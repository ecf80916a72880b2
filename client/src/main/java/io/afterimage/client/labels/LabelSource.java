package io.afterimage.client.labels;

import io.afterimage.schemas.events.Label;
import java.util.List;

/**
 * Labels that were read, and what could not be.
 *
 * @param labels in the order of their source
 * @param problems human-readable reasons for what was left out, each with its position
 * @param notices what was assumed or looks wrong, though nothing is left out for it
 */
public record LabelSource(List<Label> labels, List<String> problems, List<String> notices) {

  /** Copies the lists. */
  public LabelSource {
    labels = List.copyOf(labels);
    problems = List.copyOf(problems);
    notices = List.copyOf(notices);
  }
}
