package io.afterimage.console.label;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When the last run began, and the last refresh: from commands and the replies that accept them, in
 * whatever order the two topics are read. Thread-safe.
 */
final class RunsBegan {

  private static final int MOST = 1000;

  private final Map<String, Boolean> refreshes = bounded();
  private final Map<String, Instant> accepted = bounded();
  private Instant run = Instant.EPOCH;
  private Instant refresh = Instant.EPOCH;

  /** A command was given. */
  synchronized void take(Command command) {
    if (command instanceof Command.Retrain retrain) {
      refreshes.put(retrain.commandId(), retrain.isRefresh());
      settle(retrain.commandId());
    }
  }

  /**
   * A command was answered.
   *
   * @param at when that was written, by the broker's clock
   */
  synchronized void take(Reply reply, Instant at) {
    if (reply instanceof Reply.Accepted) {
      accepted.putIfAbsent(reply.commandId(), at);
      settle(reply.commandId());
    }
  }

  /** When the last run by the schedule began; the epoch where none is known. */
  synchronized Instant run() {
    return run;
  }

  /** When the last run or refresh began; the epoch where none is known. */
  synchronized Instant runOrRefresh() {
    return later(run, refresh);
  }

  private void settle(String id) {
    Boolean isRefresh = refreshes.get(id);
    Instant at = accepted.get(id);
    if (isRefresh == null || at == null) {
      return;
    }
    if (isRefresh) {
      refresh = later(refresh, at);
    } else {
      run = later(run, at);
    }
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > MOST;
      }
    };
  }
}
