package io.afterimage.cli.command;

import io.afterimage.registry.ModelPublisher;
import io.afterimage.schemas.events.ModelEvent;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Takes a rollback back. */
@Command(
    name = "restore",
    description = {
      "Take the rollback of a version back.",
      "It is active again where it is the newest; pin it where it is not."
    },
    footerHeading = "%nExample:%n",
    footer = "  afterimage models restore v2 --reason 'the labels were wrong, not the model'")
final class ModelsRestoreCommand extends ModelsChangeCommand {

  ModelsRestoreCommand(CommandContext context) {
    super(context);
  }

  @Override
  ModelEvent change(ModelPublisher publisher, String version, Optional<String> reason) {
    return publisher.restore(version, reason);
  }
}
