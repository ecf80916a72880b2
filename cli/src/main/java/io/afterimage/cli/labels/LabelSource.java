package io.afterimage.cli.labels;

import io.afterimage.events.Label;
import java.util.List;

/**
 * Labels that were read, and what could not be.
 *
 * @param labels in the order of their source
 * @param problems each saying where and what, for people
 */
public record LabelSource(List<Label> labels, List<String> problems) {

  /** Copies the lists. */
  public LabelSource {
    labels = List.copyOf(labels);
    problems = List.copyOf(problems);
  }
}
