package io.afterimage.console.versions;

import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Reserved;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which versions there are, what happened to them, and when each was active: a fold over the log of
 * model events and the reports of instances. Keeps the newest {@value #MOST} happenings.
 * Thread-safe.
 */
final class VersionLog {

  static final int MOST = 2_000;

  private static final Logger log = LoggerFactory.getLogger(VersionLog.class);

  private final Deque<Happening> happenings = new ArrayDeque<>();
  private final Deque<Reign> reigns = new ArrayDeque<>();
  private ModelRegistry registry = ModelRegistry.empty();

  /**
   * A version began to answer.
   *
   * @param version none where nothing answers from then on
   * @param from when
   */
  record Reign(Optional<String> version, Instant from) {}

  /**
   * Takes a record's value.
   *
   * @param at where it lies, for the log
   * @return what happened; empty if that is nothing that people see
   */
  synchronized Optional<Happening> take(byte[] value, String at) {
    if (value == null) {
      return Optional.empty();
    }
    ModelEvent event;
    try {
      event = EventJson.read(value, ModelEvent.class);
    } catch (MalformedEventException e) {
      log.atWarn()
          .addKeyValue("at", at)
          .addKeyValue("fault", e.getMessage())
          .log("skipped a record that is not a model event");
      return Optional.empty();
    }
    registry = registry.apply(event);
    Optional<String> active = registry.active().map(Announced::modelVersion);
    if (!active.equals(Optional.ofNullable(reigns.peekLast()).flatMap(Reign::version))) {
      add(reigns, new Reign(active, event.at()));
    }
    if (event instanceof Reserved) {
      return Optional.empty();
    }
    Happening happening = Happening.of(event);
    add(happenings, happening);
    return Optional.of(happening);
  }

  private static <T> void add(Deque<T> bounded, T one) {
    bounded.add(one);
    if (bounded.size() > MOST) {
      bounded.remove();
    }
  }

  /** What is published and active. */
  synchronized ModelRegistry registry() {
    return registry;
  }

  /** What happened, newest first, at most that many. */
  synchronized List<Happening> newest(int most) {
    List<Happening> newest = new ArrayList<>(happenings);
    newest.sort((one, other) -> one.at().compareTo(other.at()));
    Collections.reverse(newest);
    return List.copyOf(newest.subList(0, Math.min(most, newest.size())));
  }

  /** When which version was active, oldest first. */
  synchronized List<Reign> reigns() {
    return List.copyOf(reigns);
  }
}
