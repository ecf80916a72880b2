package io.afterimage.cli.demo;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The state of the first run of a kind: its trigger, progress and outcome. Thread-safe. */
final class RunLog {

  private final boolean refresh;
  private Optional<Command.Retrain> command = Optional.empty();
  private Optional<Instant> begun = Optional.empty();
  private Optional<Reply.Progress> progress = Optional.empty();
  private Optional<Reply> outcome = Optional.empty();

  /**
   * Of none yet.
   *
   * @param refresh whether it is a refresh; otherwise a run by the schedule
   */
  RunLog(boolean refresh) {
    this.refresh = refresh;
  }

  /** A command was seen. */
  synchronized void asked(Command seen) {
    if (command.isEmpty()
        && seen instanceof Command.Retrain retrain
        && retrain.isRefresh() == refresh) {
      command = Optional.of(retrain);
    }
  }

  /** A reply was seen. */
  synchronized void told(Reply reply) {
    if (command.filter(retrain -> retrain.commandId().equals(reply.commandId())).isEmpty()) {
      return;
    }
    if (reply instanceof Reply.Accepted accepted) {
      begun = Optional.of(accepted.at());
    } else if (reply instanceof Reply.Progress epoch) {
      progress = Optional.of(epoch);
    } else {
      outcome = Optional.of(reply);
    }
  }

  /** What asked for the run. */
  synchronized Optional<Command.Retrain> command() {
    return command;
  }

  /** Its last epoch that is over. */
  synchronized Optional<Reply.Progress> progress() {
    return progress;
  }

  /** The outcome of the run. */
  synchronized Optional<Reply> outcome() {
    return outcome;
  }

  /** The version that it published. */
  synchronized Optional<Reply.Published> published() {
    return outcome
        .filter(Reply.Done.class::isInstance)
        .map(reply -> ((Reply.Done) reply).outcome())
        .filter(Reply.Published.class::isInstance)
        .map(Reply.Published.class::cast);
  }

  /** What the gate compared. */
  synchronized Optional<DemoRun.Scores> scores() {
    return outcome
        .filter(Reply.Done.class::isInstance)
        .map(reply -> ((Reply.Done) reply).outcome())
        .flatMap(RunLog::scores);
  }

  private static Optional<DemoRun.Scores> scores(Reply.Outcome judged) {
    if (judged instanceof Reply.Published published) {
      return published
          .candidateAccuracy()
          .map(candidate -> new DemoRun.Scores(candidate, published.activeAccuracy()));
    }
    return judged instanceof Reply.Rejected rejected
        ? Optional.of(new DemoRun.Scores(rejected.candidateAccuracy(), rejected.activeAccuracy()))
        : Optional.empty();
  }

  /** From its acceptance to its end. */
  synchronized Optional<Duration> took() {
    return begun.flatMap(from -> outcome.map(end -> Duration.between(from, end.at())));
  }

  /** The outcome as text; empty while the run is in progress. */
  synchronized Optional<String> text() {
    return outcome.map(
        reply -> {
          if (reply instanceof Reply.Done done) {
            return done.text();
          }
          return reply instanceof Reply.Failed failed
              ? "failed: " + failed.reason()
              : "refused: " + ((Reply.Refused) reply).why();
        });
  }
}
