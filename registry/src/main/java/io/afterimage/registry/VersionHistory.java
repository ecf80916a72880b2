package io.afterimage.registry;

import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Pinned;
import io.afterimage.schemas.events.ModelEvent.Pruned;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import io.afterimage.schemas.events.ModelEvent.Restored;
import io.afterimage.schemas.events.ModelEvent.RolledBack;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.events.ModelEvent.Unpinned;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One announced version and its history.
 *
 * @param announced as it was announced, or would be when it was staged
 * @param state where it stands now
 * @param rejections the latest of each instance that could not load it, by instance
 * @param changes what was decided about it since, oldest first
 */
public record VersionHistory(
    Announced announced, State state, List<Rejected> rejections, List<ModelEvent> changes) {

  /** Where a version stands. */
  public enum State {
    /** It is not announced, and answers a share of the images beside the active version. */
    SHADOW,
    /** It is not announced, and answers a share of the images instead of the active version. */
    CANARY,
    /** It is not announced, answers nothing, and waits until somebody approves or rejects it. */
    WAITING_FOR_APPROVAL,
    /** It answers, because it is the newest that is not withdrawn. */
    ACTIVE,
    /** It answers, because it is pinned. */
    PINNED,
    /** It could become active: by a pin, or when others are rolled back. */
    AVAILABLE,
    /** It was rolled back. */
    WITHDRAWN,
    /** Its artefact was deleted. */
    PRUNED;

    /** As JSON names it: in lower case, with hyphens. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As people read it. */
    public String inWords() {
      return code().replace('-', ' ');
    }
  }

  /** Copies the lists. */
  public VersionHistory {
    rejections = List.copyOf(rejections);
    changes = List.copyOf(changes);
  }

  /** Whether it was never announced: it is, or was, tried on live images or waiting only. */
  public boolean isUnannounced() {
    return !changes.isEmpty()
        && changes.get(0) instanceof Staged
        && changes.stream().noneMatch(Announced.class::isInstance);
  }

  /** The version's name. */
  public String version() {
    return announced.modelVersion();
  }

  /** The withdrawal, unless it was taken back; a pruned version may have been withdrawn as well. */
  public Optional<RolledBack> withdrawal() {
    Optional<RolledBack> withdrawal = Optional.empty();
    for (ModelEvent change : changes) {
      if (change instanceof RolledBack rolledBack) {
        withdrawal = withdrawal.isPresent() ? withdrawal : Optional.of(rolledBack);
      } else if (change instanceof Restored
          || change instanceof Announced
          || change instanceof Staged) {
        withdrawal = Optional.empty();
      }
    }
    return withdrawal;
  }

  /** Whether it was announced, and neither withdrawn nor pruned, by what had been decided then. */
  public boolean wasAvailable(Instant then) {
    boolean available = !then.isBefore(announced.at());
    for (ModelEvent change : changes) {
      if (!change.at().isAfter(then)) {
        boolean takesAway = change instanceof RolledBack || change instanceof Pruned;
        boolean givesBack = change instanceof Restored || change instanceof Announced;
        available = givesBack || (available && !takesAway);
      }
    }
    return available;
  }

  /** When it is withdrawn unless somebody decides; empty where it does not wait for that. */
  public Optional<Instant> waitsUntil() {
    return state == State.WAITING_FOR_APPROVAL
        ? changes.stream()
            .filter(Staged.class::isInstance)
            .map(Staged.class::cast)
            .reduce((earlier, later) -> later)
            .flatMap(Staged::until)
        : Optional.empty();
  }

  /** The reason of the latest change, or else of the announcement, where one was given. */
  public Optional<String> reason() {
    return changes.isEmpty() ? announced.reason() : reason(changes.get(changes.size() - 1));
  }

  /** Why a change was made, if given. */
  public static Optional<String> reason(ModelEvent change) {
    if (change instanceof RolledBack rolledBack) {
      return rolledBack.reason();
    } else if (change instanceof Pinned pinned) {
      return pinned.reason();
    } else if (change instanceof Unpinned unpinned) {
      return unpinned.reason();
    } else if (change instanceof Restored restored) {
      return restored.reason();
    } else if (change instanceof Pruned pruned) {
      return pruned.reason();
    } else if (change instanceof Staged staged) {
      return staged.reason();
    } else if (change instanceof Announced promoted) {
      return promoted.reason();
    }
    return Optional.empty();
  }
}
