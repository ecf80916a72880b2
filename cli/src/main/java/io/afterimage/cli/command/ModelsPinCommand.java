package io.afterimage.cli.command;

import io.afterimage.registry.ModelPublisher;
import io.afterimage.schemas.events.ModelEvent;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Pins a version. */
@Command(
    name = "pin",
    description = "Keep one version active, whatever is announced, until it is unpinned.",
    footerHeading = "%nExample:%n",
    footer = "  afterimage models pin v1 --reason 'known to be good'")
final class ModelsPinCommand extends ModelsChangeCommand {

  ModelsPinCommand(CommandContext context) {
    super(context);
  }

  @Override
  ModelEvent change(ModelPublisher publisher, String version, Optional<String> reason) {
    return publisher.pin(version, reason);
  }
}
