package io.afterimage.trainer.watch;

import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.VersionHistory;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Restored;
import io.afterimage.schemas.events.ModelEvent.Stage;
import java.util.List;
import java.util.Optional;

/**
 * A version under watch.
 *
 * @param version the active version, or a canary
 * @param predecessor the version that takes over when it is rolled back
 * @param canary whether it is a canary, and not announced yet
 */
public record Watched(Announced version, Announced predecessor, boolean canary) {

  /**
   * Who is to be watched: a canary where there is one, else the active version, if it is the one
   * announced last. A pin ends the watch, since somebody has decided; so does a restored version.
   * The version that takes over after a rollback is not watched, so that no rollback follows from
   * another.
   *
   * @return empty where nobody is
   */
  public static Optional<Watched> of(ModelRegistry registry) {
    Optional<Watched> canary = canary(registry);
    if (canary.isPresent()) {
      return canary;
    }
    List<Announced> candidates = registry.candidates();
    List<VersionHistory> history = announced(registry);
    if (registry.pinned().isPresent() || candidates.size() < 2) {
      return Optional.empty();
    }
    VersionHistory last = history.get(history.size() - 1);
    boolean isLast = last.announced().equals(candidates.get(0));
    boolean wasRestored = last.changes().stream().anyMatch(Restored.class::isInstance);
    return isLast && !wasRestored
        ? Optional.of(new Watched(candidates.get(0), candidates.get(1), false))
        : Optional.empty();
  }

  private static Optional<Watched> canary(ModelRegistry registry) {
    return registry
        .staged()
        .filter(staged -> staged.stage() == Stage.CANARY && registry.pinned().isEmpty())
        .flatMap(
            staged ->
                registry.active().map(active -> new Watched(staged.announcement(), active, true)));
  }

  /** Since when it is watched, in words. */
  public String since() {
    return canary ? "as a canary" : "after its promotion";
  }

  /** All but those that are, or were, tried on live images only. */
  static List<VersionHistory> announced(ModelRegistry registry) {
    return registry.history().stream().filter(version -> !version.isUnannounced()).toList();
  }

  /** The watched version's name. */
  public String name() {
    return version.modelVersion();
  }
}
