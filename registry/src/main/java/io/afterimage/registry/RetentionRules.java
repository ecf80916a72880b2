package io.afterimage.registry;

import io.afterimage.registry.VersionHistory.State;
import io.afterimage.schemas.events.ModelEvent.Announced;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which versions keep their artefacts: the newest that are available, the pinned one, the one that
 * is staged, and whatever is young. What is newest is active unless one is pinned, and the rest of
 * the newest is what instances fall back to.
 *
 * @param newest how many of the available versions stay, at least {@value LEAST}
 * @param youngerThan versions announced within this time stay, withdrawn ones too, so that they can
 *     be restored
 */
public record RetentionRules(int newest, Duration youngerThan) {

  /** The active version, and one to fall back to. */
  public static final int LEAST = 2;

  /** Refuses too few versions and negative ages. */
  public RetentionRules {
    if (newest < LEAST || youngerThan.isNegative()) {
      throw new IllegalArgumentException(
          "at least %d versions stay and the age is not negative, got %d and %s"
              .formatted(LEAST, newest, youngerThan));
    }
  }

  /** What need not be kept, oldest first. */
  List<Announced> prunable(ModelRegistry registry, Instant now) {
    Set<String> needed = new HashSet<>();
    List<VersionHistory> history = registry.history();
    List<Announced> candidates = registry.candidates();
    registry.staged().ifPresent(staged -> needed.add(staged.modelVersion()));
    int pinned = registry.pinned().isPresent() ? 1 : 0;
    candidates.stream()
        .limit((long) newest + pinned)
        .map(Announced::modelVersion)
        .forEach(needed::add);
    Instant young = now.minus(youngerThan);
    return history.stream()
        .filter(version -> version.state() != State.PRUNED)
        .map(VersionHistory::announced)
        .filter(version -> !needed.contains(version.modelVersion()))
        .filter(version -> !version.at().isAfter(young))
        .toList();
  }
}
