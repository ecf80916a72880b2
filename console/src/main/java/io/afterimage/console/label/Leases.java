package io.afterimage.console.label;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which desk has which image in hand, so that no two label the same one. A lease ends after some
 * minutes without a sign of the desk, or when the image is given back. Lost with the process: then
 * images are handed out anew. For one thread.
 */
final class Leases {

  private final Duration length;
  private final InstantSource clock;
  private final Map<String, Lease> byId = new LinkedHashMap<>();
  private final Map<String, Skipped> skipped = new HashMap<>();

  private record Lease(Desk desk, Instant end) {}

  /**
   * Of none yet.
   *
   * @param length how long an image stays with a desk that does not answer
   */
  Leases(Duration length, InstantSource clock) {
    this.length = length;
    this.clock = clock;
  }

  /** The images in hand at a desk, in the order in which it got them. */
  List<String> of(Desk desk) {
    expire();
    return byId.entrySet().stream()
        .filter(lease -> lease.getValue().desk().equals(desk))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The images in hand anywhere. */
  Set<String> all() {
    expire();
    return Set.copyOf(byId.keySet());
  }

  /** Gives an image to a desk, or lets it keep the one that it has. */
  void give(String imageId, Desk desk) {
    byId.put(imageId, new Lease(desk, clock.instant().plus(length)));
  }

  /** No desk has the image any more. */
  void end(String imageId) {
    byId.remove(imageId);
  }

  /** Somebody does not want to be asked for the image for some time. */
  void skip(String imageId, Desk desk, Duration time) {
    end(imageId);
    skipped
        .computeIfAbsent(desk.person(), any -> new Skipped())
        .add(imageId, clock.instant().plus(time));
  }

  /** Somebody wants to be asked again. */
  void unskip(String imageId, Desk desk) {
    Skipped own = skipped.get(desk.person());
    if (own != null) {
      own.remove(imageId);
    }
  }

  /** What somebody skipped. */
  Set<String> skippedBy(String person) {
    Skipped own = skipped.get(person);
    return own == null ? Set.of() : own.at(clock.instant());
  }

  private void expire() {
    Instant now = clock.instant();
    byId.values().removeIf(lease -> !lease.end().isAfter(now));
  }
}
