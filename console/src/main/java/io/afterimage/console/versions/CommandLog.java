package io.afterimage.console.versions;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.schemas.events.MalformedEventException;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest {@value #MOST} commands to the trainer, whoever gave them, with their replies: a fold
 * over {@code control}, {@code control-replies} and {@code training-runs}, which has the runs whose
 * replies are gone, in any order of the three. Thread-safe.
 */
final class CommandLog {

  static final int MOST = 500;

  private static final int LATELY = 8;

  private static final Logger log = LoggerFactory.getLogger(CommandLog.class);

  private final Map<String, Exchange> exchanges = new LinkedHashMap<>();
  private final Set<String> changed = new LinkedHashSet<>();

  /**
   * Takes the value of a record of {@code control}.
   *
   * @param at where it lies, for the log
   * @return the exchange as it is now; empty if the record is none of a command
   */
  Optional<Exchange> takeCommand(byte[] value, String at) {
    return read(value, at, Command.class)
        .map(command -> change(command.commandId(), exchange -> exchange.with(command)));
  }

  /** The same of {@code control-replies}. */
  Optional<Exchange> takeReply(byte[] value, String at) {
    return read(value, at, Reply.class)
        .map(reply -> change(reply.commandId(), exchange -> exchange.with(reply)));
  }

  /** The same of {@code training-runs}. */
  Optional<Exchange> takeRun(byte[] value, String at) {
    return read(value, at, TrainingRun.class)
        .map(run -> change(run.commandId(), exchange -> exchange.with(run)));
  }

  private synchronized Exchange change(String id, UnaryOperator<Exchange> change) {
    Exchange exchange = change.apply(exchanges.getOrDefault(id, Exchange.of(id)));
    exchanges.put(id, exchange);
    if (exchanges.size() > MOST) {
      exchanges.values().stream()
          .min(Comparator.comparing(CommandLog::age))
          .ifPresent(oldest -> exchanges.remove(oldest.id()));
    }
    changed.remove(id);
    changed.add(id);
    if (changed.size() > LATELY) {
      changed.remove(changed.iterator().next());
    }
    return exchange;
  }

  private static Instant age(Exchange exchange) {
    return exchange.latest().orElse(Instant.EPOCH);
  }

  private static <T> Optional<T> read(byte[] value, String at, Class<T> type) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(EventJson.read(value, type));
    } catch (MalformedEventException e) {
      log.atWarn()
          .addKeyValue("at", at)
          .addKeyValue("fault", e.getMessage())
          .log("skipped a record that is neither a command nor a reply nor a run");
      return Optional.empty();
    }
  }

  /** The exchange of that command. */
  synchronized Optional<Exchange> find(String id) {
    return Optional.ofNullable(exchanges.get(id));
  }

  /** Of which something was said last, the latest last: at most {@value #LATELY}. */
  synchronized List<Exchange> lately() {
    return changed.stream().flatMap(id -> find(id).stream()).filter(Exchange::isShown).toList();
  }

  /** Runs and changes: what is under way first, then the newest first, at most that many. */
  synchronized List<Exchange> newest(int most) {
    return exchanges.values().stream()
        .filter(Exchange::isShown)
        .sorted(
            Comparator.comparing(Exchange::isUnderWay).thenComparing(CommandLog::age).reversed())
        .limit(most)
        .toList();
  }
}
