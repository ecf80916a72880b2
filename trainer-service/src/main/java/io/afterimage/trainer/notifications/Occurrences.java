package io.afterimage.trainer.notifications;

import io.afterimage.registry.ModelRegistry;
import io.afterimage.registry.VersionHistory;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.ModelEvent;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.schemas.events.ModelEvent.Pinned;
import io.afterimage.schemas.events.ModelEvent.Rejected;
import io.afterimage.schemas.events.ModelEvent.Restored;
import io.afterimage.schemas.events.ModelEvent.RolledBack;
import io.afterimage.schemas.events.ModelEvent.Staged;
import io.afterimage.schemas.events.ModelEvent.Unpinned;
import io.afterimage.schemas.events.Notification;
import io.afterimage.schemas.events.Reply;
import io.afterimage.trainer.control.CommandLedger;
import io.afterimage.trainer.control.RunEnd;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What the records of a pipeline's topics are to those who are told: a fold, which has to be given
 * each topic from its start, so that the same records give the same notifications, ids included.
 * For one thread.
 */
final class Occurrences {

  /** Runs are over long before so many others are asked for. */
  private static final int MOST_COMMANDS = 10_000;

  private final Optional<String> pipeline;
  private final Map<String, Command.Retrain> commands = new LinkedHashMap<>();
  private final Set<String> begun = new HashSet<>();
  private ModelRegistry registry = ModelRegistry.empty();

  /**
   * Before any record.
   *
   * @param topicPrefix of the pipeline's topics; empty where there is none
   */
  Occurrences(String topicPrefix) {
    this.pipeline = Optional.of(topicPrefix).filter(prefix -> !prefix.isEmpty());
  }

  /** A command was given; it has to be known before its replies. */
  void given(Command command) {
    if (command instanceof Command.Retrain retrain) {
      commands.putIfAbsent(retrain.commandId(), retrain);
      if (commands.size() > MOST_COMMANDS) {
        commands.remove(commands.keySet().iterator().next());
      }
    }
  }

  /** A record of the topic of model events. */
  List<Notification> of(ModelEvent event) {
    Optional<String> before = active();
    boolean wasWaiting = isWaiting(event.modelVersion());
    boolean wasWithdrawn = isWithdrawn(event.modelVersion());
    registry = registry.apply(event);
    List<Notification> told = new ArrayList<>();
    if (event instanceof RolledBack back && !wasWithdrawn && isWithdrawn(back.modelVersion())) {
      told.add(rolledBack(back));
    }
    if (event instanceof Staged staged && !wasWaiting && isWaiting(staged.modelVersion())) {
      told.add(waits(staged));
    }
    active()
        .filter(now -> !before.equals(Optional.of(now)))
        .ifPresent(now -> told.add(active(now, before, event)));
    return told;
  }

  /** A record of the topic of what instances report. */
  List<Notification> ofReport(ModelEvent event) {
    return event instanceof Rejected rejected
        ? List.of(
            new Notification.VersionNotLoaded(
                id(
                    Notification.VERSION_NOT_LOADED,
                    rejected.modelVersion() + "/" + rejected.instance(),
                    rejected.at()),
                pipeline,
                rejected.modelVersion(),
                rejected.instance(),
                rejected.reason(),
                "instance %s cannot load version %s and keeps serving what it has: %s"
                    .formatted(rejected.instance(), rejected.modelVersion(), rejected.reason()),
                rejected.at()))
        : List.of();
  }

  /**
   * A record of the topic of replies. Of a run that is resumed, the beginning is told once; of a
   * command that began none, nothing is told: who gave it has the reply.
   */
  List<Notification> of(Reply reply) {
    Command.Retrain run = commands.get(reply.commandId());
    if (run == null || reply instanceof Reply.Progress) {
      return List.of();
    }
    if (reply instanceof Reply.Accepted) {
      return begun.add(run.commandId()) ? began(run, reply.at()) : List.of();
    }
    commands.remove(run.commandId());
    return begun.remove(run.commandId()) ? List.of(ended(run, reply)) : List.of();
  }

  private Optional<String> active() {
    return registry.active().map(Announced::modelVersion);
  }

  private boolean isWaiting(String version) {
    return registry
        .history(version)
        .filter(known -> known.state() == VersionHistory.State.WAITING_FOR_APPROVAL)
        .isPresent();
  }

  private boolean isWithdrawn(String version) {
    return registry.history(version).flatMap(VersionHistory::withdrawal).isPresent();
  }

  private Notification waits(Staged staged) {
    String end =
        staged.until().map(until -> " until " + until.truncatedTo(ChronoUnit.SECONDS)).orElse("");
    return new Notification.VersionWaits(
        id(Notification.VERSION_WAITS, staged.modelVersion(), staged.at()),
        pipeline,
        staged.modelVersion(),
        staged.until(),
        staged.reason(),
        "version %s waits for approval%s%s"
            .formatted(staged.modelVersion(), end, because(staged.reason())),
        staged.at());
  }

  private Notification rolledBack(RolledBack back) {
    String version = back.modelVersion();
    boolean neverAnnounced =
        registry.history(version).filter(VersionHistory::isUnannounced).isPresent();
    return new Notification.RolledBack(
        id(Notification.ROLLED_BACK, version, back.at()),
        pipeline,
        version,
        back.reason(),
        "version %s was %s%s"
            .formatted(
                version,
                neverAnnounced ? "withdrawn before it was active" : "rolled back",
                because(back.reason())),
        back.at());
  }

  private Notification active(String version, Optional<String> before, ModelEvent cause) {
    Optional<String> reason = reason(cause);
    return new Notification.VersionActive(
        id(Notification.VERSION_ACTIVE, version, cause.at()),
        pipeline,
        version,
        before,
        reason,
        "version %s is active%s%s"
            .formatted(version, before.map(" after "::concat).orElse(""), because(reason)),
        cause.at());
  }

  private static Optional<String> reason(ModelEvent cause) {
    if (cause instanceof Announced announced) {
      return announced.reason();
    } else if (cause instanceof Pinned pinned) {
      return pinned.reason();
    } else if (cause instanceof Unpinned unpinned) {
      return unpinned.reason();
    } else if (cause instanceof Restored restored) {
      return restored.reason();
    }
    return cause instanceof RolledBack back
        ? Optional.of("version %s was rolled back".formatted(back.modelVersion()))
        : Optional.empty();
  }

  private List<Notification> began(Command.Retrain run, Instant at) {
    List<Notification> told = new ArrayList<>();
    String command = run.commandId();
    if (command.startsWith(CommandLedger.AUTOMATIC_DRIFT)) {
      String reason = run.reason().orElse("drift");
      told.add(
          new Notification.Drift(
              id(Notification.DRIFT, command), pipeline, command, reason, "drift: " + reason, at));
    }
    told.add(
        new Notification.RunBegan(
            id(Notification.RUN_BEGAN, command),
            pipeline,
            command,
            run.isRefresh(),
            run.isAutomatic(),
            run.reason(),
            "%s %s began%s".formatted(kind(run), command, because(run.reason())),
            at));
    return told;
  }

  private Notification ended(Command.Retrain run, Reply reply) {
    String command = run.commandId();
    RunEnd end = RunEnd.of(reply);
    Optional<Reply.Outcome> outcome =
        reply instanceof Reply.Done done ? Optional.of(done.outcome()) : Optional.empty();
    Optional<Reply.Published> published =
        outcome.filter(Reply.Published.class::isInstance).map(Reply.Published.class::cast);
    Optional<Reply.Rejected> rejected =
        outcome.filter(Reply.Rejected.class::isInstance).map(Reply.Rejected.class::cast);
    return new Notification.RunEnded(
        id(Notification.RUN_ENDED, command),
        pipeline,
        command,
        end.outcome(),
        published.map(Reply.Published::modelVersion),
        published
            .flatMap(Reply.Published::candidateAccuracy)
            .or(() -> rejected.map(Reply.Rejected::candidateAccuracy)),
        published
            .flatMap(Reply.Published::activeAccuracy)
            .or(() -> rejected.flatMap(Reply.Rejected::activeAccuracy)),
        "%s %s: %s".formatted(kind(run), command, text(end)),
        reply.at());
  }

  /** The text of what was done says itself what it came to. */
  private static String text(RunEnd end) {
    return switch (end.outcome()) {
      case REFUSED, FAILED -> end.word() + ": " + end.text();
      case PUBLISHED, REJECTED, NOTHING_NEW -> end.text();
    };
  }

  private static String kind(Command.Retrain run) {
    return run.isRefresh() ? "refresh" : "run";
  }

  private static String because(Optional<String> reason) {
    return reason.map(": "::concat).orElse("");
  }

  private String id(String type, String what, Instant at) {
    return id(type, what + "/" + at);
  }

  /** Ids of commands may be any text; this one is fit for a header. */
  private String id(String type, String what) {
    String name = "%s/%s/%s".formatted(pipeline.orElse(""), type, what);
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
