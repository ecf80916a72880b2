package io.afterimage.registry;

import io.afterimage.registry.VersionHistory.State;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Pinned;
import io.afterimage.schemas.events.ModelEvent.Pruned;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import io.afterimage.schemas.events.ModelEvent.Reserved;
import io.afterimage.schemas.events.ModelEvent.Restored;
import io.afterimage.schemas.events.ModelEvent.RolledBack;
import io.afterimage.schemas.events.ModelEvent.Stage;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.events.ModelEvent.Unpinned;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the log of model events says so far: a fold, so that everybody who has read the same events
 * knows the same active version. Immutable.
 *
 * <p>The pinned version is active; without a pin, the newest announced one that was neither rolled
 * back nor pruned. Rolling a version back, or pruning it, also ends its pin; restoring it takes the
 * rollback back. A pruned version never returns. A version is announced once: repetitions change
 * nothing, as do events about versions that were never announced, and pins of versions that are not
 * available. Nothing takes the last available version away: of two publishers that roll back one of
 * two versions each at the same time, the later one's event changes nothing. A rejection says that
 * one instance could not load the version, and changes nothing for the others.
 *
 * <p>A staged version is tried on live images, or waits for approval, until it is announced or
 * rolled back; of several, the one that was staged last. It is no candidate before its
 * announcement, which also undoes a rollback during its stage. The trial of a canary also ends when
 * another version is announced. So readers of earlier releases, which skip {@code staged}, know the
 * same active version.
 */
public final class ModelRegistry {

  /** As many digits as a version's name has room for, less one for the next number. */
  private static final Pattern NUMBERED = Pattern.compile("v(\\d{1,62})");

  private static final ModelRegistry EMPTY =
      new ModelRegistry(Map.of(), Optional.empty(), Map.of());

  private final Map<String, Entry> versions;
  private final Optional<String> pinned;
  private final Map<String, Reserved> reservations;

  private enum Standing {
    STAGED,
    /** Rolled back, or its trial ended, before it was announced. */
    DISMISSED,
    AVAILABLE,
    WITHDRAWN,
    PRUNED
  }

  private record Entry(
      Announced announced,
      Standing standing,
      Map<String, Rejected> rejections,
      List<ModelEvent> changes) {

    boolean isAvailable() {
      return standing == Standing.AVAILABLE;
    }

    boolean awaitsAnnouncement() {
      return standing == Standing.STAGED || standing == Standing.DISMISSED;
    }

    Optional<Staged> latestStage() {
      return changes.stream()
          .filter(Staged.class::isInstance)
          .map(Staged.class::cast)
          .reduce((earlier, later) -> later);
    }

    boolean isCanary() {
      return standing == Standing.STAGED && stagedAs() == State.CANARY;
    }

    State stagedAs() {
      return switch (latestStage().orElseThrow().stage()) {
        case SHADOW -> State.SHADOW;
        case CANARY -> State.CANARY;
        case APPROVAL -> State.WAITING_FOR_APPROVAL;
      };
    }

    Entry dismissed() {
      return new Entry(announced, Standing.DISMISSED, rejections, changes);
    }

    Entry announcedAs(Announced now) {
      return new Entry(now, Standing.AVAILABLE, rejections, changed(standing, now).changes());
    }

    /** Repeating a change changes nothing. */
    Entry changed(Standing now, ModelEvent change) {
      boolean repeated = !changes.isEmpty() && changes.get(changes.size() - 1).equals(change);
      List<ModelEvent> more =
          repeated ? changes : Stream.concat(changes.stream(), Stream.of(change)).toList();
      return new Entry(announced, now, rejections, more);
    }

    Entry rejected(Rejected rejection) {
      Map<String, Rejected> more = new TreeMap<>(rejections);
      more.put(rejection.instance(), rejection);
      return new Entry(announced, standing, more, changes);
    }
  }

  private ModelRegistry(
      Map<String, Entry> versions, Optional<String> pinned, Map<String, Reserved> reservations) {
    this.versions = versions;
    this.pinned = pinned;
    this.reservations = reservations;
  }

  /** The registry before any event. */
  public static ModelRegistry empty() {
    return EMPTY;
  }

  /** The registry after one more event. */
  public ModelRegistry apply(ModelEvent event) {
    if (event instanceof Reserved reserved) {
      return reserve(reserved);
    }
    Entry known = versions.get(event.modelVersion());
    if (event instanceof Announced announced) {
      return announce(announced, known);
    }
    if (event instanceof Staged staged) {
      return stage(staged, known);
    }
    if (known == null) {
      return this;
    }
    if (event instanceof Rejected rejected) {
      return with(known.rejected(rejected), pinned);
    }
    boolean takesAway = event instanceof RolledBack || event instanceof Pruned;
    boolean changesNothing =
        known.standing() == Standing.PRUNED || (takesAway && isLastAvailable(known));
    return changesNothing ? this : changed(known, event);
  }

  private ModelRegistry announce(Announced announced, Entry known) {
    if (known == null) {
      return withoutCanary()
          .with(new Entry(announced, Standing.AVAILABLE, Map.of(), List.of()), pinned);
    }
    return known.awaitsAnnouncement() ? withoutCanary().atEnd(known.announcedAs(announced)) : this;
  }

  /** What it was compared with is not active any more. */
  private ModelRegistry withoutCanary() {
    Map<String, Entry> others = new LinkedHashMap<>(versions);
    others.replaceAll((version, entry) -> entry.isCanary() ? entry.dismissed() : entry);
    return new ModelRegistry(others, pinned, reservations);
  }

  private ModelRegistry stage(Staged staged, Entry known) {
    if (known != null && !known.awaitsAnnouncement()) {
      return this;
    }
    Entry entry =
        known == null
            ? new Entry(staged.announcement(), Standing.STAGED, Map.of(), List.of())
            : known;
    return atEnd(entry.changed(Standing.STAGED, staged));
  }

  /** The order of versions is that of their latest announcement or stage. */
  private ModelRegistry atEnd(Entry entry) {
    Map<String, Entry> others = new LinkedHashMap<>(versions);
    others.remove(entry.announced().modelVersion());
    return new ModelRegistry(others, pinned, reservations).with(entry, pinned);
  }

  private ModelRegistry changed(Entry known, ModelEvent event) {
    Optional<String> otherPin = pinned.filter(version -> !isOf(known, version));
    if (event instanceof RolledBack) {
      Standing now = known.awaitsAnnouncement() ? Standing.DISMISSED : Standing.WITHDRAWN;
      return with(known.changed(now, event), otherPin);
    } else if (event instanceof Restored) {
      return known.standing() != Standing.WITHDRAWN
          ? this
          : with(known.changed(Standing.AVAILABLE, event), pinned);
    } else if (event instanceof Pruned) {
      return with(known.changed(Standing.PRUNED, event), otherPin);
    } else if (event instanceof Pinned) {
      return known.isAvailable()
          ? with(known.changed(known.standing(), event), Optional.of(event.modelVersion()))
          : this;
    } else if (event instanceof Unpinned) {
      return isPinned(known) ? with(known.changed(known.standing(), event), otherPin) : this;
    }
    throw new IllegalStateException("unknown kind of model event: " + event.getClass());
  }

  private boolean isLastAvailable(Entry entry) {
    return entry.isAvailable()
        && versions.values().stream().filter(Entry::isAvailable).count() == 1;
  }

  /** The first reservation of a name holds, unless the name was announced before. */
  private ModelRegistry reserve(Reserved reserved) {
    String version = reserved.modelVersion();
    if (reservations.containsKey(version) || versions.containsKey(version)) {
      return this;
    }
    Map<String, Reserved> more = new LinkedHashMap<>(reservations);
    more.put(version, reserved);
    return new ModelRegistry(versions, pinned, more);
  }

  private static boolean isOf(Entry entry, String version) {
    return entry.announced().modelVersion().equals(version);
  }

  private ModelRegistry with(Entry entry, Optional<String> newPinned) {
    Map<String, Entry> changed = new LinkedHashMap<>(versions);
    changed.put(entry.announced().modelVersion(), entry);
    return new ModelRegistry(changed, newPinned, reservations);
  }

  /** The version that answers; empty as long as none is announced, or none is available. */
  public Optional<Announced> active() {
    return candidates().stream().findFirst();
  }

  /**
   * The active version, then what an instance that cannot load it may fall back to: the other
   * available versions, newest first.
   */
  public List<Announced> candidates() {
    List<Announced> candidates = new ArrayList<>();
    for (Entry entry : versions.values()) {
      if (entry.isAvailable() && !isPinned(entry)) {
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

  /** The version that is tried on live images, or waits, before it is announced, and how. */
  public Optional<Staged> staged() {
    return versions.values().stream()
        .filter(entry -> entry.standing() == Standing.STAGED)
        .reduce((earlier, later) -> later)
        .flatMap(Entry::latestStage);
  }

  /** The staged version, if it answers images now: a canary does not while a version is pinned. */
  public Optional<Staged> onTrial() {
    return staged()
        .filter(
            staged ->
                staged.stage() == Stage.SHADOW
                    || (staged.stage() == Stage.CANARY && pinned.isEmpty()));
  }

  /** The version that waits until somebody approves or rejects it. */
  public Optional<Staged> waiting() {
    return staged().filter(staged -> staged.stage() == Stage.APPROVAL);
  }

  /** The version of that name, whatever its state. */
  public Optional<Announced> find(String version) {
    return Optional.ofNullable(versions.get(version)).map(Entry::announced);
  }

  /** Every version in the order of announcement. */
  public List<VersionHistory> history() {
    Optional<Announced> active = active();
    return versions.values().stream().map(entry -> history(entry, active)).toList();
  }

  /** What happened to the version of that name. */
  public Optional<VersionHistory> history(String version) {
    return Optional.ofNullable(versions.get(version)).map(entry -> history(entry, active()));
  }

  private VersionHistory history(Entry entry, Optional<Announced> active) {
    return new VersionHistory(
        entry.announced(),
        state(entry, active),
        List.copyOf(entry.rejections().values()),
        entry.changes());
  }

  private State state(Entry entry, Optional<Announced> active) {
    if (entry.standing() == Standing.STAGED) {
      return entry.stagedAs();
    }
    if (!entry.isAvailable()) {
      return entry.standing() == Standing.PRUNED ? State.PRUNED : State.WITHDRAWN;
    }
    if (isPinned(entry)) {
      return State.PINNED;
    }
    return active.filter(entry.announced()::equals).isPresent() ? State.ACTIVE : State.AVAILABLE;
  }

  private boolean isPinned(Entry entry) {
    return pinned.filter(version -> isOf(entry, version)).isPresent();
  }

  /**
   * Who has taken that name, where somebody has, whether the version was announced since or not.
   */
  public Optional<Reserved> reservation(String version) {
    return Optional.ofNullable(reservations.get(version));
  }

  /** The newest of these versions, if it was rolled back and not restored since. */
  public Optional<VersionHistory> withdrawn(Predicate<Announced> which) {
    return history().stream()
        .filter(version -> which.test(version.announced()))
        .reduce((earlier, later) -> later)
        .filter(version -> version.withdrawal().isPresent());
  }

  /**
   * {@code v} and the number after the highest one that was announced or reserved; {@code v1} at
   * first.
   */
  public String nextVersion() {
    BigInteger highest =
        Stream.concat(versions.keySet().stream(), reservations.keySet().stream())
            .map(NUMBERED::matcher)
            .filter(Matcher::matches)
            .map(number -> new BigInteger(number.group(1)))
            .max(BigInteger::compareTo)
            .orElse(BigInteger.ZERO);
    return "v" + highest.add(BigInteger.ONE);
  }
}
