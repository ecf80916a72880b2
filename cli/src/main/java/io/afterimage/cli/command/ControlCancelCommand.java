package io.afterimage.cli.command;

import io.afterimage.schemas.events.Command.Cancel;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stops a run. */
@Command(
    name = "cancel",
    description = "Stop the run that is under way, within one batch.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage control cancel",
      "  afterimage control cancel retrain-7f3a9c21",
      "",
      "Exit code 1 when no such run is under way."
    })
final class ControlCancelCommand extends SendingCommand {

  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "Only if this is the run: the id of its command.")
  private Optional<String> run;

  ControlCancelCommand(CommandContext context) {
    super(context);
  }

  @Override
  Cancel command(String id, Instant at) {
    return new Cancel(id, run, at);
  }
}
