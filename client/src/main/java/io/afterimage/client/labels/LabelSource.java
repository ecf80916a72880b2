package io.afterimage.client.labels;

import io.afterimage.schemas.events.Label;
import java.util.List;

/**
 * Labels that were read, and what could not be.
 *
 * @param labels in the order of their source
 * @param problems what is left out for them, each saying where and what, for people
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
