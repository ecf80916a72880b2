package io.afterimage.cli.command;

import io.afterimage.schemas.events.Command.Unpin;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends the hold. */
@Command(
    name = "unpin",
    description = "End the pin: the newest version that was not rolled back is active again.",
    footerHeading = "%nExample:%n",
    footer = {
      "  afterimage control unpin --reason 'the audit is over'",
      "",
      "Exit code 1 when it was refused, with the reason."
    })
final class ControlUnpinCommand extends SendingCommand {

  @Mixin private ReasonOption reason;

  ControlUnpinCommand(CommandContext context) {
    super(context);
  }

  @Override
  Unpin command(String id, Instant at) {
    return new Unpin(id, reason.reason, at);
  }
}
