package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import java.util.Optional;

/** What to do next: the last line of a command that was successful, beside its results. */
final class NextStep {

  private NextStep() {}

  /**
   * Says it.
   *
   * @param steps commands in quotes, with what each of them does
   */
  static void say(CommandContext context, String steps) {
    context.terminal().say("next: " + steps);
  }

  /**
   * Says it of commands that talk to the same Kafka.
   *
   * @param steps as above; each {@code %s} gets the options that lead to that Kafka
   */
  static void say(CommandContext context, KafkaOptions kafka, String steps) {
    say(context, steps.replace("%s", kafka.repeated()));
  }

  /** After the trainer has carried a command out; empty where nothing follows from it. */
  static Optional<String> after(Command command, Reply.Done done) {
    if (done.outcome() instanceof Reply.Published published) {
      return Optional.of(
          "'afterimage predictions%s' shows its answers, 'afterimage control rollback VERSION%s' takes it back"
              .replace("VERSION", published.modelVersion()));
    } else if (done.outcome() instanceof Reply.Rejected) {
      return Optional.of(
          "more labels make another candidate, 'afterimage control promote RUN%s' publishes this one anyway"
              .replace("RUN", command.commandId()));
    } else if (command instanceof Command.Pin) {
      return Optional.of("'afterimage control unpin%s' ends that");
    } else if (command instanceof Command.RollBack back) {
      return Optional.of(
          "'afterimage control restore VERSION%s' takes that back"
              .replace("VERSION", back.modelVersion()));
    }
    return Optional.empty();
  }
}
