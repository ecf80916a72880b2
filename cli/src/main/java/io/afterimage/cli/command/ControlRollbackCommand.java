package io.afterimage.cli.command;

import io.afterimage.schemas.events.Command.RollBack;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Withdraws a version. */
@Command(
    name = "rollback",
    description = "Withdraw a version: the newest other one takes over.",
    footerHeading = "%nExample:%n",
    footer = {
      "  afterimage control rollback v3 --reason 'confuses shirts and coats'",
      "",
      "Exit code 1 when it was refused, with the reason."
    })
final class ControlRollbackCommand extends SendingCommand {

  @Mixin private VersionParameter version;

  @Mixin private ReasonOption reason;

  ControlRollbackCommand(CommandContext context) {
    super(context);
  }

  @Override
  RollBack command(String id, Instant at) {
    return new RollBack(id, version.version, reason.reason, at);
  }
}
