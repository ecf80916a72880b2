package io.afterimage.trainer.control;

import io.afterimage.schemas.events.Reply;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * What was replied so far: a fold over the replies, so that a command that comes twice acts once.
 * It knows as far back as replies are kept. For one thread, but for {@link #run}, {@link #rivals}
 * and {@link #hasEnded}.
 */
public final class CommandLedger {

  /** What the ids of refreshes begin with that a trainer itself asks for. */
  public static final String AUTOMATIC_REFRESH = "auto-refresh-";

  /** What the ids of runs begin with that a trainer asks for because something has changed. */
  public static final String AUTOMATIC_DRIFT = "auto-drift-";

  /** What the ids of rollbacks begin with that a trainer itself asks for. */
  public static final String AUTOMATIC_ROLLBACK = "auto-rollback-";

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  private final Map<String, Reply.Done> runs = new ConcurrentHashMap<>();

  private final Map<String, List<Instant>> outlived = new ConcurrentHashMap<>();

  private final Map<String, Instant> tookOver = new ConcurrentHashMap<>();

  private final Map<String, List<Reply.Progress>> progress = new ConcurrentHashMap<>();

  private Optional<Instant> lastRun = Optional.empty();

  /**
   * What is known of a command.
   *
   * @param first when it was accepted first
   * @param began when it was accepted last
   */
  private record Entry(
      int accepted, Optional<Instant> first, Optional<Instant> began, boolean ended) {

    static final Entry NEW = new Entry(0, Optional.empty(), Optional.empty(), false);
  }

  /** Takes note of a reply. */
  public void observe(Reply reply) {
    if (isOfARun(reply) && !reply.commandId().startsWith(AUTOMATIC_REFRESH)) {
      lastRun = Optional.of(reply.at());
    }
    Entry known = entries.getOrDefault(reply.commandId(), Entry.NEW);
    if (reply instanceof Reply.Done done) {
      done.runFingerprint()
          .ifPresent(fingerprint -> runs.merge(fingerprint, done, CommandLedger::telling));
      done.active()
          .filter(version -> hasOutlived(version, done))
          .ifPresent(
              version ->
                  outlived
                      .computeIfAbsent(version, v -> new CopyOnWriteArrayList<>())
                      .add(known.began().orElse(done.at())));
      published(done)
          .filter(version -> done.active().equals(Optional.of(version)))
          .ifPresent(version -> tookOver.put(version, known.began().orElse(done.at())));
    }
    if (reply instanceof Reply.Accepted) {
      entries.put(
          reply.commandId(),
          new Entry(
              known.accepted() + 1,
              known.first().or(() -> Optional.of(reply.at())),
              Optional.of(reply.at()),
              known.ended()));
    } else if (reply instanceof Reply.Progress epoch) {
      progress.merge(epoch.commandId(), List.of(epoch), CommandLedger::continued);
    } else if (!isTriedAgain(reply)) {
      entries.put(
          reply.commandId(), new Entry(known.accepted(), known.first(), known.began(), true));
      progress.remove(reply.commandId());
    }
  }

  /** A run that is resumed may tell of an epoch again. */
  private static List<Reply.Progress> continued(
      List<Reply.Progress> before, List<Reply.Progress> now) {
    int first = now.get(0).epoch();
    return Stream.concat(before.stream().filter(epoch -> epoch.epoch() < first), now.stream())
        .toList();
  }

  /** Whoever began it is no person who would read of the failure, and asks again. */
  private static boolean isTriedAgain(Reply reply) {
    return reply instanceof Reply.Failed && reply.commandId().startsWith(AUTOMATIC_ROLLBACK);
  }

  /** Whether the run made a candidate, and the version stayed active. */
  private static boolean hasOutlived(String version, Reply.Done done) {
    return done.outcome() instanceof Reply.Rejected
        || published(done).filter(candidate -> !candidate.equals(version)).isPresent();
  }

  /** What a run's candidate became. */
  private static Optional<String> published(Reply.Done done) {
    return done.outcome() instanceof Reply.Published published && done.runFingerprint().isPresent()
        ? Optional.of(published.modelVersion())
        : Optional.empty();
  }

  /** When a run was heard of last that is no automatic refresh: an epoch of it, or its end. */
  public Optional<Instant> lastRun() {
    return lastRun;
  }

  /** A repeated run that made the same version again reports less than the first. */
  private static Reply.Done telling(Reply.Done before, Reply.Done now) {
    boolean toldMore =
        now.outcome() instanceof Reply.Completed && before.outcome() instanceof Reply.Published;
    return toldMore ? before : now;
  }

  /** The outcome of the latest run with that fingerprint. Thread-safe. */
  public Optional<Reply.Done> run(String fingerprint) {
    return Optional.ofNullable(runs.get(fingerprint));
  }

  /**
   * When the run of each candidate began that was compared with that version: those after whose end
   * it was still active, and those that took over from it. What was labelled later, the candidate
   * was not judged by. For any thread.
   *
   * @param successors the versions that were announced while that version was active
   */
  public List<Instant> rivals(String version, Collection<String> successors) {
    return Stream.concat(
            outlived.getOrDefault(version, List.of()).stream(),
            successors.stream().map(tookOver::get).filter(Objects::nonNull))
        .toList();
  }

  private static boolean isOfARun(Reply reply) {
    return reply instanceof Reply.Progress
        || (reply instanceof Reply.Done done && !(done.outcome() instanceof Reply.Completed));
  }

  /**
   * Whether the command was refused, done or failed; an automatic rollback that failed is to be
   * tried again, and has not ended. Thread-safe.
   */
  public boolean hasEnded(String commandId) {
    return entries.getOrDefault(commandId, Entry.NEW).ended();
  }

  /** When work on the command was begun, the first time. */
  Optional<Instant> began(String commandId) {
    return entries.getOrDefault(commandId, Entry.NEW).first();
  }

  /** The epochs of a run that has not ended, oldest first. */
  List<Reply.Progress> progress(String commandId) {
    return progress.getOrDefault(commandId, List.of());
  }

  /** How often work on the command was begun: more than once after a crash. */
  public int attempts(String commandId) {
    return entries.getOrDefault(commandId, Entry.NEW).accepted();
  }
}
