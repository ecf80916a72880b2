package io.afterimage.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps the meters of the versions that were seen last; those of the version that was seen longest
 * ago are removed when another comes. Thread-safe.
 */
public final class RecentVersions {

  /** The tag that carries the version. */
  public static final String TAG = "version";

  /** Versions with series of their own. */
  public static final int MOST = 8;

  private final MeterRegistry registry;
  private final List<String> meters;
  private final Set<String> versions = new LinkedHashSet<>();

  /** For the meters of these names, which carry the tag {@link #TAG}. */
  public RecentVersions(MeterRegistry registry, List<String> meters) {
    this.registry = registry;
    this.meters = List.copyOf(meters);
  }

  /**
   * Notes that a version was seen; called before its meters are used.
   *
   * @return the version that was forgotten for it, in a list of one, or none
   */
  public synchronized List<String> seen(String version) {
    versions.remove(version);
    versions.add(version);
    if (versions.size() <= MOST) {
      return List.of();
    }
    String oldest = versions.iterator().next();
    versions.remove(oldest);
    for (String name : meters) {
      registry.find(name).tag(TAG, oldest).meters().forEach(registry::remove);
    }
    return List.of(oldest);
  }
}
