package io.afterimage.cli.command;

import io.afterimage.schemas.events.Command.Status;
import java.time.Instant;
import picocli.CommandLine.Command;

/** Asks how things stand. */
@Command(
    name = "status",
    description = "Ask the trainer how things stand: run, active version, images to learn from.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage control status",
      "  afterimage control status --timeout 5s || echo 'no trainer acts'",
      "",
      "Exit code 3 when no trainer answers."
    })
final class ControlStatusCommand extends SendingCommand {

  ControlStatusCommand(CommandContext context) {
    super(context);
  }

  @Override
  Status command(String id, Instant at) {
    return new Status(id, at);
  }
}
