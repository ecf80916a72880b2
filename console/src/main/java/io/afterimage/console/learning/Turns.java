package io.afterimage.console.learning;

import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.Reply;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What is drawn into the charts: when another version became active, and when a run was asked for,
 * by a trigger or by a person, and what came of it. Keeps the latest {@link #MOST} of each. For one
 * thread.
 */
final class Turns {

  static final int MOST = 500;

  private final Deque<Turn> swaps = new ArrayDeque<>();
  private final Recent<String, Turn> runs = new Recent<>(MOST);

  /** Apart from the runs: of two topics, any record may be read first. */
  private final Recent<String, Outcome> outcomes = new Recent<>(MOST);

  private ModelRegistry registry = ModelRegistry.empty();

  /** What happened. */
  public enum Kind {
    /** Another version became active. */
    SWAP,
    /** A trigger asked for a run. */
    TRIGGER,
    /** Somebody asked for a run. */
    RUN
  }

  /**
   * One of them.
   *
   * @param version the version that became active, or that the run published
   * @param before the version that was active until then
   * @param reason why, in the words of whoever asked: hostile text
   * @param outcome of the run, in the trainer's words
   */
  public record Turn(
      Instant at,
      Kind kind,
      Optional<String> version,
      Optional<String> before,
      Optional<String> reason,
      Optional<String> outcome) {

    private Turn with(Outcome end) {
      return new Turn(at, kind, end.published(), before, reason, Optional.of(end.text()));
    }
  }

  /** How a run ended. */
  private record Outcome(Optional<String> published, String text) {}

  void take(ModelEvent event) {
    Optional<String> before = active();
    registry = registry.apply(event);
    Optional<String> now = active();
    if (now.isPresent() && !now.equals(before)) {
      swaps.addLast(new Turn(event.at(), Kind.SWAP, now, before, reason(event), Optional.empty()));
      if (swaps.size() > MOST) {
        swaps.removeFirst();
      }
    }
  }

  void take(Command command) {
    if (command instanceof Command.Retrain retrain) {
      runs.put(
          command.commandId(),
          new Turn(
              command.at(),
              retrain.isAutomatic() ? Kind.TRIGGER : Kind.RUN,
              Optional.empty(),
              Optional.empty(),
              retrain.reason(),
              Optional.empty()));
    }
  }

  void take(Reply reply) {
    if (reply instanceof Reply.Done done) {
      Optional<String> published =
          done.outcome() instanceof Reply.Published one
              ? Optional.of(one.modelVersion())
              : Optional.empty();
      outcomes.put(reply.commandId(), new Outcome(published, done.text()));
    } else if (reply instanceof Reply.Failed failed) {
      outcomes.put(reply.commandId(), new Outcome(Optional.empty(), failed.reason()));
    } else if (reply instanceof Reply.Refused refused) {
      outcomes.put(reply.commandId(), new Outcome(Optional.empty(), refused.why()));
    }
  }

  /** The version that answers. */
  Optional<String> active() {
    return registry.active().map(ModelEvent.Announced::modelVersion);
  }

  /** Those since that moment, oldest first. */
  List<Turn> since(Instant moment) {
    List<Turn> all = new ArrayList<>(swaps);
    runs.forEach(
        (id, run) -> all.add(Optional.ofNullable(outcomes.get(id)).map(run::with).orElse(run)));
    return all.stream()
        .filter(turn -> !turn.at().isBefore(moment))
        .sorted(Comparator.comparing(Turn::at))
        .toList();
  }

  private static Optional<String> reason(ModelEvent event) {
    if (event instanceof ModelEvent.Announced announced) {
      return announced.reason();
    } else if (event instanceof ModelEvent.RolledBack rolledBack) {
      return rolledBack.reason();
    } else if (event instanceof ModelEvent.Pinned pinned) {
      return pinned.reason();
    } else if (event instanceof ModelEvent.Unpinned unpinned) {
      return unpinned.reason();
    } else if (event instanceof ModelEvent.Restored restored) {
      return restored.reason();
    }
    return Optional.empty();
  }
}
