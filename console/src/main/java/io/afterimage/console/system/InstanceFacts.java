package io.afterimage.console.system;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an instance says of itself.
 *
 * @param address where it was asked
 * @param reachable whether it answered
 * @param fault why it did not
 * @param live whether it need not be restarted
 * @param ready whether it does its work
 * @param reasons why it is not ready, or not live, in its own words
 * @param modelVersion the version that it serves, if it serves one
 * @param details what else it says of itself, by name
 */
public record InstanceFacts(
    String address,
    boolean reachable,
    Optional<String> fault,
    boolean live,
    boolean ready,
    List<String> reasons,
    Optional<String> modelVersion,
    Map<String, String> details) {

  /** Copies the collections. */
  public InstanceFacts {
    reasons = List.copyOf(reasons);
    details = Map.copyOf(details);
  }

  static InstanceFacts silent(String address, String fault) {
    return new InstanceFacts(
        address, false, Optional.of(fault), false, false, List.of(), Optional.empty(), Map.of());
  }
}
