package io.afterimage.model.registry;

import io.afterimage.events.ModelEvent;
import io.afterimage.events.ModelEvent.Announced;
import io.afterimage.events.ModelEvent.Pinned;
import io.afterimage.events.ModelEvent.Rejected;
import io.afterimage.events.ModelEvent.RolledBack;
import io.afterimage.events.ModelEvent.Unpinned;
import io.afterimage.model.registry.VersionHistory.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the log of model events says so far: a fold, so that everybody who has read the same events
 * knows the same active version. Immutable.
 *
 * <p>The pinned version is active; without a pin, the newest announced one that was not rolled
 * back. Rolling a version back also ends its pin. A version is announced once: repetitions change
 * nothing, as do events about versions that were never announced, and pins of versions that were
 * rolled back. A rejection says that one instance could not load the version, and changes nothing
 * for the others.
 */
public final class ModelRegistry {

  private static final Pattern NUMBERED = Pattern.compile("v(\\d{1,9})");

  private static final ModelRegistry EMPTY = new ModelRegistry(Map.of(), Optional.empty());

  private final Map<String, Entry> versions;
  private final Optional<String> pinned;

  private record Entry(Announced announced, boolean withdrawn, Map<String, Rejected> rejections) {

    Entry withdraw() {
      return new Entry(announced, true, rejections);
    }

    Entry rejected(Rejected rejection) {
      Map<String, Rejected> more = new TreeMap<>(rejections);
      more.put(rejection.instance(), rejection);
      return new Entry(announced, withdrawn, more);
    }
  }

  private ModelRegistry(Map<String, Entry> versions, Optional<String> pinned) {
    this.versions = versions;
    this.pinned = pinned;
  }

  /** The registry before any event. */
  public static ModelRegistry empty() {
    return EMPTY;
  }

  /** The registry after one more event. */
  public ModelRegistry apply(ModelEvent event) {
    Entry known = versions.get(event.modelVersion());
    if (event instanceof Announced announced) {
      return known == null ? with(new Entry(announced, false, Map.of()), pinned) : this;
    }
    if (known == null) {
      return this;
    }
    if (event instanceof Rejected rejected) {
      return with(known.rejected(rejected), pinned);
    }
    if (event instanceof RolledBack) {
      return with(known.withdraw(), pinned.filter(version -> !isOf(known, version)));
    }
    if (event instanceof Pinned) {
      return known.withdrawn() ? this : with(known, Optional.of(event.modelVersion()));
    }
    if (event instanceof Unpinned) {
      return with(known, pinned.filter(version -> !isOf(known, version)));
    }
    throw new IllegalStateException("unknown kind of model event: " + event.getClass());
  }

  private static boolean isOf(Entry entry, String version) {
    return entry.announced().modelVersion().equals(version);
  }

  private ModelRegistry with(Entry entry, Optional<String> newPinned) {
    Map<String, Entry> changed = new LinkedHashMap<>(versions);
    changed.put(entry.announced().modelVersion(), entry);
    return new ModelRegistry(changed, newPinned);
  }

  /** The version that answers; empty as long as none is announced, or all were rolled back. */
  public Optional<Announced> active() {
    return candidates().stream().findFirst();
  }

  /**
   * The active version, then what an instance that cannot load it may fall back to: the other
   * versions that were not rolled back, newest first.
   */
  public List<Announced> candidates() {
    List<Announced> candidates = new ArrayList<>();
    for (Entry entry : versions.values()) {
      if (!entry.withdrawn() && !isPinned(entry)) {
        candidates.add(entry.announced());
      }
    }
    Collections.reverse(candidates);
    pinned().ifPresent(version -> candidates.add(0, version));
    return List.copyOf(candidates);
  }

  /** The pinned version. */
  public Optional<Announced> pinned() {
    return pinned.map(version -> versions.get(version).announced());
  }

  /** The version of that name, whatever its state. */
  public Optional<Announced> find(String version) {
    return Optional.ofNullable(versions.get(version)).map(Entry::announced);
  }

  /** Every version in the order of announcement. */
  public List<VersionHistory> history() {
    Optional<Announced> active = active();
    return versions.values().stream()
        .map(
            entry ->
                new VersionHistory(
                    entry.announced(),
                    state(entry, active),
                    List.copyOf(entry.rejections().values())))
        .toList();
  }

  private State state(Entry entry, Optional<Announced> active) {
    if (entry.withdrawn()) {
      return State.WITHDRAWN;
    }
    if (isPinned(entry)) {
      return State.PINNED;
    }
    return active.filter(entry.announced()::equals).isPresent() ? State.ACTIVE : State.AVAILABLE;
  }

  private boolean isPinned(Entry entry) {
    return pinned.filter(version -> isOf(entry, version)).isPresent();
  }

  /** {@code v} and the number after the highest one announced; {@code v1} at first. */
  public String nextVersion() {
    int highest =
        versions.keySet().stream()
            .map(NUMBERED::matcher)
            .filter(Matcher::matches)
            .mapToInt(number -> Integer.parseInt(number.group(1)))
            .max()
            .orElse(0);
    return "v" + (highest + 1);
  }
}
