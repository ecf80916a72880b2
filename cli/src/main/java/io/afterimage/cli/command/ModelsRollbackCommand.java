package io.afterimage.cli.command;

import io.afterimage.registry.ModelPublisher;
import io.afterimage.schemas.events.ModelEvent;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Withdraws a version. */
@Command(
    name = "rollback",
    description = "Withdraw a version: the newest other one takes over.",
    footerHeading = "%nExample:%n",
    footer = "  afterimage models rollback v1 --reason 'worse than it looked'")
final class ModelsRollbackCommand extends ModelsChangeCommand {

  ModelsRollbackCommand(CommandContext context) {
    super(context);
  }

  @Override
  ModelEvent change(ModelPublisher publisher, String version, Optional<String> reason) {
    return publisher.rollBack(version, reason);
  }
}
