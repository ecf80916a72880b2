package io.afterimage.cli.command;

import io.afterimage.schemas.events.Command.Pin;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Holds a version. */
@Command(
    name = "pin",
    description = "Keep one version active, whatever is announced, until it is unpinned.",
    footerHeading = "%nExample:%n",
    footer = {
      "  afterimage control pin v1 --reason 'until the audit is over'",
      "",
      "Exit code 1 when it was refused, with the reason."
    })
final class ControlPinCommand extends SendingCommand {

  @Mixin private VersionParameter version;

  @Mixin private ReasonOption reason;

  ControlPinCommand(CommandContext context) {
    super(context);
  }

  @Override
  Pin command(String id, Instant at) {
    return new Pin(id, version.version, reason.reason, at);
  }
}
