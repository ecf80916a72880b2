package io.afterimage.stream.runtime;

import io.afterimage.schemas.events.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which topology an instance has, by the topics that it reads. The one that reads more is greater.
 *
 * @param topics how many it reads
 * @param digest of their names
 */
record TopologyKind(int topics, String digest) implements Comparable<TopologyKind> {

  private static final int DIGITS = 8;

  /** What follows the application id in a client id. */
  private static final Pattern TOLD = Pattern.compile("-t(\\d{1,4})-([0-9a-f]{8})-.*");

  static TopologyKind of(Set<String> topics) {
    String names = String.join(" ", new TreeSet<>(topics));
    return new TopologyKind(
        topics.size(), Sha256.of(names.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS));
  }

  /** The kind that a client id tells; none where another version or somebody else made it. */
  static Optional<TopologyKind> in(String clientId, String applicationId) {
    if (!clientId.startsWith(applicationId)) {
      return Optional.empty();
    }
    Matcher told = TOLD.matcher(clientId.substring(applicationId.length()));
    return told.matches()
        ? Optional.of(new TopologyKind(Integer.parseInt(told.group(1)), told.group(2)))
        : Optional.empty();
  }

  /** A client id of one instance that tells its kind. */
  String clientId(String applicationId) {
    return "%s-t%d-%s-%s".formatted(applicationId, topics, digest, UUID.randomUUID());
  }

  @Override
  public int compareTo(TopologyKind other) {
    return Comparator.comparingInt(TopologyKind::topics)
        .thenComparing(TopologyKind::digest)
        .compare(this, other);
  }
}
