package io.afterimage.console.versions;

import io.afterimage.console.access.Person;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.schedule.ScheduleOption;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import io.javalin.http.BadRequestResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a person asks the trainer for.
 *
 * @param kind as {@link RunView#kind()}
 * @param target the version or run that it is about
 * @param reason why; required of all
 * @param overrides of the schedule, for {@code retrain}
 * @param force whether to train although there is nothing new to learn
 */
record CommandForm(
    String kind,
    Optional<String> target,
    Optional<String> reason,
    Optional<ScheduleValues> overrides,
    Optional<Boolean> force) {

  /** A sentence or two; what is longer belongs elsewhere. */
  static final int LONGEST_REASON = 500;

  /**
   * The command, with the person in its reason.
   *
   * @throws BadRequestResponse saying what is missing or wrong
   */
  Command command(String id, Person person, Instant at) {
    Optional<String> why = Optional.of("%s (%s)".formatted(requireReason(), person.name()));
    if (overrides.isPresent() && !kind.equals("retrain")) {
      throw new BadRequestResponse("'%s' takes no overrides of the schedule".formatted(kind));
    }
    return switch (kind) {
      case "retrain" ->
          new Command.Retrain(
              id,
              checked(overrides.orElse(ScheduleValues.none())),
              why,
              force,
              Optional.empty(),
              at);
      case "refresh" ->
          new Command.Retrain(id, ScheduleValues.none(), why, force, Optional.of(true), at);
      case "cancel" -> new Command.Cancel(id, target, why, at);
      case "promote" -> new Command.Promote(id, requireTarget(), why, at);
      case "approve" -> new Command.Approve(id, requireTarget(), why, at);
      case "reject" -> new Command.Reject(id, requireTarget(), why, at);
      case "roll-back" -> new Command.RollBack(id, requireTarget(), why, at);
      case "restore" -> new Command.Restore(id, requireTarget(), why, at);
      case "pin" -> new Command.Pin(id, requireTarget(), why, at);
      case "unpin" -> new Command.Unpin(id, why, at);
      default ->
          throw new BadRequestResponse(
              "unknown kind of command '%s': allowed are retrain, refresh, cancel, promote, approve, reject, roll-back, restore, pin and unpin"
                  .formatted(kind));
    };
  }

  private String requireReason() {
    String given = reason.map(String::strip).orElse("");
    if (given.isEmpty()) {
      throw new BadRequestResponse(
          "'%s' needs a reason: it stays with the command and the version".formatted(kind));
    }
    if (given.length() > LONGEST_REASON) {
      throw new BadRequestResponse(
          "the reason has %d characters, allowed are %d".formatted(given.length(), LONGEST_REASON));
    }
    return given;
  }

  private String requireTarget() {
    return target
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .orElseThrow(
            () ->
                new BadRequestResponse(
                    "'%s' needs a target: %s"
                        .formatted(
                            kind, kind.equals("promote") ? "a run or a version" : "a version")));
  }

  private static ScheduleValues checked(ScheduleValues values) {
    List<String> problems = new ArrayList<>();
    ScheduleOptions.ALL.forEach(option -> check(option, values, problems));
    if (!problems.isEmpty()) {
      throw new BadRequestResponse(String.join("; ", problems));
    }
    return values;
  }

  private static <T> void check(
      ScheduleOption<T> option, ScheduleValues values, List<String> problems) {
    values
        .find(option)
        .ifPresent(
            value -> {
              if (!option.choices().isEmpty() && !option.choices().contains(value)) {
                problems.add(
                    "%s is %s, allowed is %s"
                        .formatted(option.name(), value, option.allowed(option.range())));
              }
              option.check(option.name(), value, problems);
            });
  }
}
