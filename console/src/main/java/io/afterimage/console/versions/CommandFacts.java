package io.afterimage.console.versions;

import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.EventJson;
import java.util.Optional;

/** What commands of every kind have in common, as people read it. */
final class CommandFacts {

  private CommandFacts() {}

  /** The command's type in its topic; a refresh goes by its own name. */
  static String kind(Command command) {
    return command instanceof Command.Retrain retrain && retrain.isRefresh()
        ? "refresh"
        : EventJson.mapper().valueToTree(command).path("type").asText();
  }

  /** Why it was given. */
  static Optional<String> reason(Command command) {
    if (command instanceof Command.Retrain retrain) {
      return retrain.reason();
    } else if (command instanceof Command.Promote promote) {
      return promote.reason();
    } else if (command instanceof Command.Approve approve) {
      return approve.reason();
    } else if (command instanceof Command.Reject reject) {
      return reject.reason();
    } else if (command instanceof Command.RollBack rollBack) {
      return rollBack.reason();
    } else if (command instanceof Command.Restore restore) {
      return restore.reason();
    } else if (command instanceof Command.Pin pin) {
      return pin.reason();
    } else if (command instanceof Command.Unpin unpin) {
      return unpin.reason();
    } else if (command instanceof Command.Cancel cancel) {
      return cancel.reason();
    }
    return Optional.empty();
  }

  /** The version or run that it is about. */
  static Optional<String> target(Command command) {
    if (command instanceof Command.Promote promote) {
      return Optional.of(promote.run());
    } else if (command instanceof Command.Approve approve) {
      return Optional.of(approve.modelVersion());
    } else if (command instanceof Command.Reject reject) {
      return Optional.of(reject.modelVersion());
    } else if (command instanceof Command.RollBack rollBack) {
      return Optional.of(rollBack.modelVersion());
    } else if (command instanceof Command.Restore restore) {
      return Optional.of(restore.modelVersion());
    } else if (command instanceof Command.Pin pin) {
      return Optional.of(pin.modelVersion());
    } else if (command instanceof Command.Cancel cancel) {
      return cancel.run();
    }
    return Optional.empty();
  }
}
