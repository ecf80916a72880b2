package io.afterimage.cli.command;

import io.afterimage.cli.control.JsonView;
import io.afterimage.cli.control.LineView;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.KafkaTarget;
import io.afterimage.client.control.ControlChannel;
import io.afterimage.client.control.ControlChannel.Told;
import io.afterimage.client.control.Conversation;
import io.afterimage.client.control.Conversation.Result;
import io.afterimage.client.control.ReplyView;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BiFunction;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Sends one command to the trainer and waits for its outcome.
 *
 * @param spec of the command line's command
 */
record ControlSender(CommandContext context, ControlOptions options, CommandSpec spec) {

  /** No reply, or no last one, within the time. */
  static final int TOO_LATE = 3;

  private static final Duration FIRST_REPLY = Duration.ofSeconds(30);
  private static final int ID_LENGTH = 8;

  /**
   * Does so.
   *
   * @param made the command as the command line gives it, of an id and the time
   * @return the exit code
   */
  int send(BiFunction<String, Instant, Command> made) {
    Clock clock = Clock.systemUTC();
    KafkaTarget target = options.kafka.target(context.environment());
    target.requireTopics(target.topics().control(), target.topics().controlReplies());
    String id = options.commandId.orElseGet(this::newId);
    Command command = made.apply(id, clock.instant());
    boolean mayBeKnown = options.commandId.isPresent();
    Terminal terminal = context.terminal();
    try (StopSignal stop = StopSignal.install(terminal, "the command continues, if it was sent");
        ControlChannel channel =
            mayBeKnown ? ControlChannel.ofAny(target, id) : ControlChannel.ofNew(target, id);
        ReplyView view = options.json ? new JsonView(terminal) : new LineView(terminal, clock)) {
      if (options.noWait) {
        channel.send(command);
        terminal.print(id);
        return ExitCode.OK;
      }
      terminal.say("command " + id);
      Conversation conversation =
          new Conversation(channel, view, FIRST_REPLY, options.timeout, stop::isRequested);
      Result result = conversation.hold(command, mayBeKnown);
      int exitCode = exitCode(result, id, target);
      if (exitCode != TOO_LATE && !options.json) {
        result.told().map(Told::reply).ifPresent(reply -> sayNext(command, reply));
      }
      return exitCode;
    }
  }

  private void sayNext(Command command, Reply reply) {
    if (reply instanceof Reply.Done done) {
      NextStep.after(command, done).ifPresent(steps -> NextStep.say(context, options.kafka, steps));
    }
  }

  private int exitCode(Result result, String id, KafkaTarget target) {
    Terminal terminal = context.terminal();
    switch (result.end()) {
      case ANSWERED -> {
        if (result.known()) {
          terminal.say(
              "command %s had already finished, and was not sent again: see above".formatted(id));
        }
        return result.told().filter(told -> isGood(told.reply())).isPresent()
            ? ExitCode.OK
            : ExitCode.SOFTWARE;
      }
      case SILENCE ->
          terminal.say(
              "no trainer answers: is one running ('afterimage trainer') on this Kafka, %s, and with this topic prefix? The command stays in %s, and the next leading trainer carries it out"
                  .formatted(target.bootstrapServers(), target.topics().control()));
      case TOO_LATE -> terminal.say("timed out waiting; the command continues. " + howToFollow(id));
      case STOPPED -> {
        terminal.say("stopped waiting; the command continues. " + howToFollow(id));
        return CommandLines.INTERRUPTED;
      }
    }
    return TOO_LATE;
  }

  private String howToFollow(String id) {
    return "To see it again: %s … --command-id %s".formatted(spec.qualifiedName(), id);
  }

  private String newId() {
    return spec.name() + "-" + UUID.randomUUID().toString().substring(0, ID_LENGTH);
  }

  private static boolean isGood(Reply reply) {
    return reply instanceof Reply.Done done && !(done.outcome() instanceof Reply.Rejected);
  }
}
