package io.afterimage.schemas.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.time.Instant;
import java.util.Optional;

/** A command to the trainer. Every command is answered by {@link Reply}s of the same id. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Command.Retrain.class, name = "retrain"),
  @JsonSubTypes.Type(value = Command.Cancel.class, name = "cancel"),
  @JsonSubTypes.Type(value = Command.Promote.class, name = "promote"),
  @JsonSubTypes.Type(value = Command.Approve.class, name = "approve"),
  @JsonSubTypes.Type(value = Command.Reject.class, name = "reject"),
  @JsonSubTypes.Type(value = Command.RollBack.class, name = "roll-back"),
  @JsonSubTypes.Type(value = Command.Restore.class, name = "restore"),
  @JsonSubTypes.Type(value = Command.Pin.class, name = "pin"),
  @JsonSubTypes.Type(value = Command.Unpin.class, name = "unpin"),
  @JsonSubTypes.Type(value = Command.Status.class, name = "status")
})
public sealed interface Command {

  /** Unique; the record's key. */
  String commandId();

  /** When it was given. */
  Instant at();

  /** Whether a trainer gave it itself, because a trigger was due or a rollback was. */
  @JsonIgnore
  default boolean isAutomatic() {
    return isAutomatic(commandId());
  }

  /** The same of the command of that id. */
  static boolean isAutomatic(String commandId) {
    return commandId.startsWith("auto-");
  }

  /**
   * Train now, whether due or not.
   *
   * @param overrides what the run does differently from the configured schedule
   * @param force whether to train although an earlier run learned from the very same examples in
   *     the very same way; absent: no
   * @param refresh whether only the head of the active version is fitted again, which takes seconds
   *     and no schedule; absent: no
   */
  record Retrain(
      String commandId,
      ScheduleValues overrides,
      Optional<String> reason,
      Optional<Boolean> force,
      Optional<Boolean> refresh,
      Instant at)
      implements Command {

    /** By the schedule, unless there is nothing new to learn. */
    public Retrain(
        String commandId, ScheduleValues overrides, Optional<String> reason, Instant at) {
      this(commandId, overrides, reason, Optional.empty(), Optional.empty(), at);
    }

    /** A refresh, unless there is nothing new to learn. */
    public static Retrain refresh(String commandId, Optional<String> reason, Instant at) {
      return new Retrain(
          commandId, ScheduleValues.none(), reason, Optional.empty(), Optional.of(true), at);
    }

    /** Whether only the head is fitted again. */
    @JsonIgnore
    public boolean isRefresh() {
      return refresh.orElse(false);
    }
  }

  /**
   * Stop training.
   *
   * @param run the id of the command whose run is to stop; absent: whatever is running
   */
  record Cancel(String commandId, Optional<String> run, Optional<String> reason, Instant at)
      implements Command {

    /** Without a reason. */
    public Cancel(String commandId, Optional<String> run, Instant at) {
      this(commandId, run, Optional.empty(), at);
    }
  }

  /**
   * Publish a candidate that the gate had rejected, or make a version active that is staged.
   *
   * @param run the id of the command whose run trained the candidate, or the version's name
   */
  record Promote(String commandId, String run, Optional<String> reason, Instant at)
      implements Command {}

  /** Make a version active that waits for approval. */
  record Approve(String commandId, String modelVersion, Optional<String> reason, Instant at)
      implements Command {}

  /** Withdraw a version that waits for approval. */
  record Reject(String commandId, String modelVersion, Optional<String> reason, Instant at)
      implements Command {}

  /** Withdraw a version. */
  record RollBack(String commandId, String modelVersion, Optional<String> reason, Instant at)
      implements Command {}

  /** Take the withdrawal of a version back. */
  record Restore(String commandId, String modelVersion, Optional<String> reason, Instant at)
      implements Command {}

  /** Keep a version active until it is unpinned. */
  record Pin(String commandId, String modelVersion, Optional<String> reason, Instant at)
      implements Command {}

  /** End the pin. */
  record Unpin(String commandId, Optional<String> reason, Instant at) implements Command {}

  /** Tell how things stand. */
  record Status(String commandId, Instant at) implements Command {}
}
