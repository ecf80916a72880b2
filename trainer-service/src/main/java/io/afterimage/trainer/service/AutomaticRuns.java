package io.afterimage.trainer.service;

import io.afterimage.registry.ModelRegistry;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.afterimage.trainer.control.Answers;
import io.afterimage.trainer.control.CommandLedger;
import io.afterimage.trainer.trigger.Due;
import io.afterimage.trainer.trigger.PredictionWatch;
import io.afterimage.trainer.trigger.TriggerMetrics;
import io.afterimage.trainer.trigger.TriggerPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for a run when one is due: as a command on the topic of commands, so that it survives a
 * crash like one that a person gave, with the triggers as its reason. For the polling thread.
 */
final class AutomaticRuns implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AutomaticRuns.class);

  /** Short beside a refresh, which keeps its labels waiting as long on average as half of this. */
  private static final Duration EVERY = Duration.ofMillis(500);

  private static final String PREFIX = "auto-";

  private final TriggerPolicy policy;
  private final Versions versions;
  private final Answers answers;
  private final Optional<PredictionWatch> predictions;
  private final HoldUp holdUp;
  private final TriggerMetrics metrics;
  private final InstantSource clock;
  private Instant next;
  private Optional<Instant> heldUntil = Optional.empty();

  /** What holds runs up after rollbacks. */
  @FunctionalInterface
  interface HoldUp {

    /** Until when no run begins by itself; empty where nothing holds it up. */
    Optional<Instant> until(ModelRegistry registry);
  }

  /**
   * Takes over the watch, and closes it in the end.
   *
   * @param predictions empty where nobody asks how they are spread
   * @param holdUp what holds runs up
   */
  AutomaticRuns(
      TriggerPolicy policy,
      Versions versions,
      Answers answers,
      Optional<PredictionWatch> predictions,
      HoldUp holdUp,
      TriggerMetrics metrics,
      InstantSource clock) {
    this.policy = policy;
    this.versions = versions;
    this.answers = answers;
    this.predictions = predictions;
    this.holdUp = holdUp;
    this.metrics = metrics;
    this.clock = clock;
    this.next = clock.instant();
    metrics.show(Optional.of(policy));
  }

  /**
   * Looks twice a second. No run begins by itself during another one, or while a version is staged:
   * its candidate would take the place of the staged one, and none would ever become active. A
   * canary during a pin keeps nobody waiting: nothing becomes of it for as long as somebody likes.
   */
  void tick(boolean running) {
    predictions
        .filter(watch -> watch.ended().isCompletedExceptionally())
        .ifPresent(watch -> watch.ended().join());
    if (clock.instant().isBefore(next)) {
      return;
    }
    next = clock.instant().plus(EVERY);
    ModelRegistry registry = versions.registry();
    policy.active(registry.active());
    if (running || registry.onTrial().isPresent()) {
      return;
    }
    List<Due> due = policy.due();
    if (!due.isEmpty() && !isHeld(registry)) {
      metrics.fired(due);
      request(due);
    }
  }

  private boolean isHeld(ModelRegistry registry) {
    Optional<Instant> until = holdUp.until(registry).filter(clock.instant()::isBefore);
    if (until.isPresent() && !until.equals(heldUntil)) {
      log.atWarn()
          .addKeyValue("until", until.get())
          .log("several versions in a row were rolled back by the watch: runs that are due wait");
    }
    heldUntil = until;
    return until.isPresent();
  }

  void runBegan(Command.Retrain command) {
    policy.runBegan(command.isRefresh());
  }

  void runEnded(Command.Retrain command) {
    policy.runEnded(command.isRefresh());
  }

  @Override
  public void close() {
    metrics.show(Optional.empty());
    predictions.ifPresent(PredictionWatch::close);
  }

  private void request(List<Due> due) {
    Instant now = clock.instant();
    String reason = due.stream().map(Due::text).collect(Collectors.joining("; "));
    boolean refresh = due.stream().allMatch(Due::refresh);
    String id = prefix(due) + now;
    log.atInfo()
        .addKeyValue("command", id)
        .addKeyValue("reason", reason)
        .log(refresh ? "refresh is due" : "run is due");
    answers.request(
        refresh
            ? Command.Retrain.refresh(id, Optional.of(reason), now)
            : new Command.Retrain(id, ScheduleValues.none(), Optional.of(reason), now));
    policy.runBegan(refresh);
  }

  /** What an id begins with says why, to those who read the topics of commands and replies. */
  static String prefix(List<Due> due) {
    if (due.stream().allMatch(Due::refresh)) {
      return CommandLedger.AUTOMATIC_REFRESH;
    }
    return due.stream().anyMatch(Due::isDrift) ? CommandLedger.AUTOMATIC_DRIFT : PREFIX;
  }
}
