package io.afterimage.config;

import java.util.List;

/** A configuration cannot be used; the message lists every problem, one a line. */
public final class InvalidConfigurationException extends RuntimeException {

  private final List<String> problems;

  /** Keeps the problems and joins them to the message. */
  public InvalidConfigurationException(List<String> problems) {
    super(
        "invalid configuration, %d problem%s:%n  %s"
            .formatted(
                problems.size(),
                problems.size() == 1 ? "" : "s",
                String.join(System.lineSeparator() + "  ", problems)));
    this.problems = List.copyOf(problems);
  }

  /** Each problem: option, value given, what is allowed. */
  public List<String> problems() {
    return problems;
  }
}
