package io.afterimage.config;

import java.util.ArrayList;
import java.util.List;

/** Collects the problems of a configuration, to report them all at once. For one thread. */
public final class Problems {

  private final List<String> found = new ArrayList<>();

  /** Adds a problem: which option, what was given (unless it is a secret), what is allowed. */
  public void add(String option, String given, String allowed) {
    found.add("%s = '%s': %s".formatted(option, Secrets.masked(option, given), allowed));
  }

  /** Adds an option that must be given and was not. */
  public void missing(String option, String allowed) {
    found.add("%s is missing: %s".formatted(option, allowed));
  }

  /**
   * Ends the collection.
   *
   * @throws InvalidConfigurationException with every problem, when there is one
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidConfigurationException(found);
    }
  }
}
