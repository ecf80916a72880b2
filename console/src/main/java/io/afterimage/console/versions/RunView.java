package io.afterimage.console.versions;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run or another command, as JSON of the console.
 *
 * @param id the command's
 * @param kind {@code retrain}, {@code refresh}, {@code cancel}, {@code promote}, {@code approve},
 *     {@code reject}, {@code roll-back}, {@code restore}, {@code pin}, {@code unpin}; {@code
 *     unknown} where the command is gone
 * @param run whether it trains
 * @param by {@code trainer} for what the trainer asked for itself, else {@code person}
 * @param reason why
 * @param target the version or run that it is about
 * @param overrides of the schedule, where there are some
 * @param state how far it is
 * @param asked when it was given
 * @param accepted when the trainer began with it
 * @param latest the time of the newest word about it
 * @param progress one point for each epoch that is over; in an event, the newest one only
 * @param outcome what came of it
 */
record RunView(
    String id,
    String kind,
    boolean run,
    String by,
    Optional<String> reason,
    Optional<String> target,
    Optional<ScheduleValues> overrides,
    State state,
    Optional<Instant> asked,
    Optional<Instant> accepted,
    Optional<Instant> latest,
    List<Epoch> progress,
    Optional<Outcome> outcome) {

  /** How far a command is. */
  enum State {
    /** No trainer has answered yet. */
    @JsonProperty("sent")
    SENT,
    /** A trainer carries it out. */
    @JsonProperty("under-way")
    UNDER_WAY,
    /** It was done, or its candidate published. */
    @JsonProperty("done")
    DONE,
    /** Its candidate did not pass the gate. */
    @JsonProperty("rejected")
    REJECTED,
    /** It was not begun. */
    @JsonProperty("refused")
    REFUSED,
    /** It ended without a result. */
    @JsonProperty("failed")
    FAILED
  }

  /** One epoch; its components are those of the reply. */
  record Epoch(
      String phase,
      int epoch,
      int epochs,
      double loss,
      double accuracy,
      Optional<Double> validationAccuracy,
      Optional<Double> secondsLeft,
      Instant at) {

    static Epoch of(Reply.Progress progress) {
      return new Epoch(
          progress.phase(),
          progress.epoch(),
          progress.epochs(),
          progress.loss(),
          progress.accuracy(),
          progress.validationAccuracy(),
          progress.secondsLeft(),
          progress.at());
    }
  }

  /**
   * What came of a command.
   *
   * @param text in a sentence
   * @param version that was published
   * @param candidateAccuracy on the gate's images
   * @param activeAccuracy of the active version on the same ones
   * @param active the version that is active afterwards
   * @param at when it ended
   */
  record Outcome(
      String text,
      Optional<String> version,
      Optional<Double> candidateAccuracy,
      Optional<Double> activeAccuracy,
      Optional<String> active,
      Instant at) {

    static Outcome of(Reply end) {
      if (end instanceof Reply.Refused refused) {
        return of(refused.why(), end);
      } else if (end instanceof Reply.Failed failed) {
        return of(failed.reason(), end);
      }
      Reply.Done done = (Reply.Done) end;
      if (done.outcome() instanceof Reply.Published published) {
        return new Outcome(
            done.text(),
            Optional.of(published.modelVersion()),
            published.candidateAccuracy(),
            published.activeAccuracy(),
            done.active(),
            done.at());
      }
      Optional<Reply.Rejected> rejected =
          Optional.of(done.outcome())
              .filter(Reply.Rejected.class::isInstance)
              .map(Reply.Rejected.class::cast);
      return new Outcome(
          done.text(),
          Optional.empty(),
          rejected.map(Reply.Rejected::candidateAccuracy),
          rejected.flatMap(Reply.Rejected::activeAccuracy),
          done.active(),
          done.at());
    }

    private static Outcome of(String text, Reply end) {
      return new Outcome(
          text, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), end.at());
    }
  }

  static RunView of(Exchange exchange) {
    Optional<Command> command = exchange.command();
    return new RunView(
        exchange.id(),
        command.map(CommandFacts::kind).orElse("unknown"),
        exchange.isRun(),
        Command.isAutomatic(exchange.id()) ? "trainer" : "person",
        command.flatMap(CommandFacts::reason),
        command.flatMap(CommandFacts::target),
        command
            .filter(Command.Retrain.class::isInstance)
            .map(retrain -> ((Command.Retrain) retrain).overrides())
            .filter(overrides -> !overrides.equals(ScheduleValues.none())),
        state(exchange),
        command.map(Command::at),
        exchange.accepted(),
        exchange.latest(),
        exchange.progress().stream().map(Epoch::of).toList(),
        exchange.end().map(Outcome::of));
  }

  private static State state(Exchange exchange) {
    if (exchange.end().isEmpty()) {
      return exchange.accepted().isPresent() || !exchange.progress().isEmpty()
          ? State.UNDER_WAY
          : State.SENT;
    }
    Reply end = exchange.end().get();
    if (end instanceof Reply.Refused) {
      return State.REFUSED;
    } else if (end instanceof Reply.Failed) {
      return State.FAILED;
    }
    return end instanceof Reply.Done done && done.outcome() instanceof Reply.Rejected
        ? State.REJECTED
        : State.DONE;
  }

  /** The same with the newest epoch only. */
  RunView latestOnly() {
    return new RunView(
        id,
        kind,
        run,
        by,
        reason,
        target,
        overrides,
        state,
        asked,
        accepted,
        latest,
        progress.subList(Math.max(0, progress.size() - 1), progress.size()),
        outcome);
  }
}
