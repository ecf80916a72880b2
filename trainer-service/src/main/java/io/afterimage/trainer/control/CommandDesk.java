package io.afterimage.trainer.control;

import io.afterimage.kafka.clients.StoreUnavailableException;
import io.afterimage.registry.ModelChangeRefusedException;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Notification;
import io.afterimage.schemas.events.Reply;
import io.afterimage.schemas.events.TrainingRun;
import io.afterimage.service.News;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Takes commands in the order of their topic and answers each. One run is in progress at a time;
 * all other commands are answered meanwhile. The offset that is committed never passes a command
 * without its outcome, so a successor resumes the run where this desk left it, and recognises
 * repeated commands by id. For one thread.
 */
public final class CommandDesk {

  private static final Logger log = LoggerFactory.getLogger(CommandDesk.class);

  /** A run that was begun so often and never came to an end is what ends the trainers. */
  static final int MOST_ATTEMPTS = 5;

  private final CommandLedger ledger;
  private final Workshop workshop;
  private final Answers answers;
  private final InstantSource clock;
  private final OpenOffsets offsets = new OpenOffsets();
  private final Map<Command.Cancel, Long> cancels = new LinkedHashMap<>();
  private Optional<Run> run = Optional.empty();

  private record Run(Command.Retrain command, long offset) {

    String id() {
      return command.commandId();
    }
  }

  /** With what was replied before. */
  public CommandDesk(
      CommandLedger ledger, Workshop workshop, Answers answers, InstantSource clock) {
    this.ledger = ledger;
    this.workshop = workshop;
    this.answers = answers;
    this.clock = clock;
  }

  /** The command whose run is in progress. */
  public Optional<Command.Retrain> running() {
    return run.map(Run::command);
  }

  /** Takes a record of the control topic. */
  void receive(Received received) {
    offsets.open(received.offset());
    if (received instanceof Received.Broken broken) {
      log.atWarn()
          .addKeyValue("command", broken.id())
          .addKeyValue("fault", broken.why())
          .log("skipped a record that is not a command");
      conclude(
          Optional.of(new Reply.Refused(broken.id(), broken.why(), clock.instant())),
          broken.offset());
    } else if (received instanceof Received.Understood understood) {
      Command command = understood.command();
      boolean underWay = run.filter(r -> r.id().equals(command.commandId())).isPresent();
      if (ledger.hasEnded(command.commandId()) || underWay) {
        conclude(Optional.empty(), received.offset());
      } else {
        log.atInfo()
            .addKeyValue("command", command.commandId())
            .addKeyValue("kind", command.getClass().getSimpleName())
            .log("command received");
        act(command, received.offset());
      }
    }
  }

  /** Which version is active, for people. */
  String active() {
    try {
      return workshop
          .active()
          .map(version -> version.modelVersion() + (version.pinned() ? " (pinned)" : ""))
          .orElse("none");
    } catch (StoreUnavailableException e) {
      log.atDebug().setCause(e).log("cannot read the active version");
      return "unknown";
    }
  }

  /** An epoch of the run is over. */
  public void progressed(Reply.Progress progress) {
    if (run.filter(r -> r.id().equals(progress.commandId())).isPresent()) {
      say(progress);
    }
  }

  /**
   * The run has come to its end.
   *
   * @param outcome what to reply: done, refused or failed
   * @param details what else is recorded of it
   */
  public void ended(Reply outcome, RunDetails details) {
    Run over =
        run.filter(r -> r.id().equals(outcome.commandId()))
            .orElseThrow(() -> new IllegalStateException("no such run: " + outcome));
    Reply told = withActive(outcome);
    TrainingRun recorded = details.recorded(ledger, over.command(), told);
    boolean stopped = outcome instanceof Reply.Failed;
    run = Optional.empty();
    tell(told);
    conclude(
        told, stopped && !cancels.isEmpty() ? recorded.asCancelled() : recorded, over.offset());
    Map<Command.Cancel, Long> waiting = Map.copyOf(cancels);
    cancels.clear();
    waiting.forEach(
        (cancel, offset) ->
            conclude(
                Optional.of(
                    stopped
                        ? done(
                            cancel,
                            new Reply.Completed(),
                            "run %s has stopped%s"
                                .formatted(over.id(), cancel.reason().map(": "::concat).orElse("")))
                        : new Reply.Failed(
                            cancel.commandId(),
                            "run %s finished before it could be cancelled".formatted(over.id()),
                            clock.instant())),
                offset));
  }

  private static void tell(Reply outcome) {
    RunEnd end = RunEnd.of(outcome);
    LoggingEventBuilder line =
        News.line()
            .addKeyValue("run", outcome.commandId())
            .addKeyValue("outcome", end.word())
            .addKeyValue("why", end.text());
    if (end.outcome() == Notification.Outcome.REJECTED) {
      line =
          line.addKeyValue(
              "next",
              "more labels make another candidate, 'afterimage control promote %s' publishes this one anyway"
                  .formatted(outcome.commandId()));
    }
    line.log("run finished");
  }

  private void act(Command command, long offset) {
    if (command instanceof Command.Retrain retrain) {
      begin(retrain, offset);
    } else if (command instanceof Command.Cancel cancel) {
      cancel(cancel, offset);
    } else if (command instanceof Command.Status status) {
      String text = workshop.status(run.map(Run::id));
      conclude(Optional.of(done(status, new Reply.Completed(), text)), offset);
    } else {
      change(command, offset);
    }
  }

  private void begin(Command.Retrain retrain, long offset) {
    int attempts = ledger.attempts(retrain.commandId());
    if (run.isPresent()) {
      refuse(
          retrain,
          "run %s is in progress: wait for it, or cancel it first".formatted(run.get().id()),
          offset);
    } else if (attempts >= MOST_ATTEMPTS) {
      Reply failed =
          new Reply.Failed(
              retrain.commandId(),
              "the trainer ended during each of %d attempts: see the trainers' logs, and send a new command"
                  .formatted(attempts),
              clock.instant());
      conclude(failed, RunDetails.NONE.recorded(ledger, retrain, failed), offset);
    } else {
      say(new Reply.Accepted(retrain.commandId(), clock.instant()));
      run = Optional.of(new Run(retrain, offset));
      workshop.start(retrain, attempts > 0);
    }
  }

  private void cancel(Command.Cancel cancel, long offset) {
    Optional<Run> meant =
        run.filter(r -> cancel.run().isEmpty() || cancel.run().get().equals(r.id()));
    if (meant.isEmpty()) {
      String why =
          run.map(r -> "run %s is in progress, not %s".formatted(r.id(), cancel.run().orElse("")))
              .orElse("no run is in progress");
      refuse(cancel, why, offset);
      return;
    }
    say(new Reply.Accepted(cancel.commandId(), clock.instant()));
    cancels.put(cancel, offset);
    workshop.cancel();
  }

  private void change(Command command, long offset) {
    boolean resumed = ledger.attempts(command.commandId()) > 0;
    say(new Reply.Accepted(command.commandId(), clock.instant()));
    Reply outcome;
    try {
      Reply.Outcome change = changed(command, resumed);
      outcome = done(command, change, text(command, change));
    } catch (ModelChangeRefusedException e) {
      outcome = new Reply.Refused(command.commandId(), e.getMessage(), clock.instant());
    } catch (StoreUnavailableException e) {
      outcome = new Reply.Failed(command.commandId(), e.getMessage(), clock.instant());
    }
    conclude(Optional.of(withActive(outcome)), offset);
  }

  /** Says which version is active now, so that nobody takes what was done for more than it was. */
  private Reply withActive(Reply outcome) {
    Optional<Workshop.Active> active;
    try {
      active = workshop.active();
    } catch (StoreUnavailableException e) {
      log.atDebug().setCause(e).log("cannot read the active version");
      return outcome;
    }
    String told =
        active
            .map(
                version ->
                    "; %s is active%s"
                        .formatted(
                            version.modelVersion(),
                            version.pinned() ? ", because it is pinned" : ""))
            .orElse("; no version is active");
    if (outcome instanceof Reply.Done done) {
      return new Reply.Done(
          done.commandId(),
          done.outcome(),
          done.text() + told,
          active.map(Workshop.Active::modelVersion),
          done.runFingerprint(),
          done.at());
    } else if (outcome instanceof Reply.Refused refused) {
      return new Reply.Refused(refused.commandId(), refused.why() + told, refused.at());
    } else if (outcome instanceof Reply.Failed failed) {
      return new Reply.Failed(failed.commandId(), failed.reason() + told, failed.at());
    }
    return outcome;
  }

  private static String text(Command command, Reply.Outcome change) {
    if (command instanceof Command.Approve approve) {
      return decision(approve.modelVersion(), "approved", approve.reason());
    } else if (command instanceof Command.Reject reject) {
      return decision(reject.modelVersion(), "rejected", reject.reason());
    } else if (change instanceof Reply.Published published) {
      return "published as " + published.modelVersion();
    }
    return command instanceof Command.RollBack rollBack && rollBack.reason().isPresent()
        ? decision(rollBack.modelVersion(), "rolled back", rollBack.reason())
        : "done";
  }

  private static String decision(String version, String what, Optional<String> reason) {
    return "version %s is %s%s".formatted(version, what, reason.map(": "::concat).orElse(""));
  }

  private Reply.Outcome changed(Command command, boolean resumed) {
    if (command instanceof Command.Promote promote) {
      return workshop.promote(promote, resumed);
    } else if (command instanceof Command.Approve approve) {
      return workshop.approve(approve, resumed);
    } else if (command instanceof Command.Reject reject) {
      workshop.reject(reject, resumed);
    } else if (command instanceof Command.RollBack rollBack) {
      workshop.rollBack(rollBack, resumed);
    } else if (command instanceof Command.Restore restore) {
      workshop.restore(restore, resumed);
    } else if (command instanceof Command.Pin pin) {
      workshop.pin(pin, resumed);
    } else if (command instanceof Command.Unpin unpin) {
      workshop.unpin(unpin, resumed);
    } else {
      throw new IllegalStateException("unknown kind of command: " + command.getClass());
    }
    return new Reply.Completed();
  }

  private Reply done(Command command, Reply.Outcome outcome, String text) {
    return new Reply.Done(command.commandId(), outcome, text, clock.instant());
  }

  private void refuse(Command command, String why, long offset) {
    conclude(Optional.of(new Reply.Refused(command.commandId(), why, clock.instant())), offset);
  }

  private void say(Reply reply) {
    ledger.observe(reply);
    answers.say(reply);
  }

  private void conclude(Optional<Reply> reply, long offset) {
    reply.ifPresent(ledger::observe);
    answers.conclude(reply, offsets.close(offset));
  }

  private void conclude(Reply end, TrainingRun ended, long offset) {
    ledger.observe(end);
    answers.conclude(end, ended, offsets.close(offset));
  }
}
