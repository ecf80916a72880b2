package io.afterimage.service;

import java.util.List;
import java.util.Map;

/**
 * How a service is, as its health pages tell it.
 *
 * @param live whether the process works or can still work; if not, it should be restarted
 * @param ready whether it does what it is there for
 * @param reasons what is wrong or waited for; empty when ready
 * @param details facts by name, such as the version that serves
 */
public record Health(
    boolean live, boolean ready, List<String> reasons, Map<String, String> details) {

  /** Copies the collections. */
  public Health {
    reasons = List.copyOf(reasons);
    details = Map.copyOf(details);
  }
}
