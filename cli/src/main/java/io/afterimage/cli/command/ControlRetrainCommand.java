package io.afterimage.cli.command;

import io.afterimage.schemas.events.Command.Retrain;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Has a run done. */
@Command(
    name = "retrain",
    description = {
      "Train now, due or not, and show each epoch.",
      "Options not given are as configured for the trainer. The candidate is published if it is",
      "good enough; otherwise it is rejected, and 'control promote' can still publish it.",
      "Refused when there is nothing new to learn: the same examples and schedule as before."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage control retrain",
      "  afterimage control retrain --refresh",
      "  afterimage control retrain --frozen-epochs 5 --fine-tune-epochs 0 --reason 'a quick look'",
      "  afterimage control retrain --command-id nightly-2026-11-22 --timeout 2h",
      "",
      "Exit code 1 when it was refused, failed, or rejected by the gate; 3 when not over in time."
    })
final class ControlRetrainCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private ControlOptions options;

  @Mixin private ReasonOption reason;

  @Spec private CommandSpec spec;

  @Option(
      names = "--force",
      description =
          "Train although a run has learned from the very same examples in the very same way.")
  private boolean force;

  @Option(
      names = "--refresh",
      description = {
        "Only fit the head of the active version again: seconds, on all labels but those held out",
        "for testing. Takes no options of the schedule."
      })
  private boolean refresh;

  ControlRetrainCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (refresh && !ScheduleFlags.RETRAIN.values(spec).equals(ScheduleValues.none())) {
      throw new ParameterException(
          spec.commandLine(), "--refresh takes no options of the schedule: leave them out");
    }
    return new ControlSender(context, options, spec).send(this::command);
  }

  Retrain command(String id, Instant at) {
    return new Retrain(
        id, ScheduleFlags.RETRAIN.values(spec), reason.reason, given(force), given(refresh), at);
  }

  private static Optional<Boolean> given(boolean flag) {
    return flag ? Optional.of(true) : Optional.empty();
  }
}
