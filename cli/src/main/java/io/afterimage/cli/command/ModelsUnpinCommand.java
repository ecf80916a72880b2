package io.afterimage.cli.command;

import io.afterimage.client.CommandFailure;
import io.afterimage.registry.ModelPublisher;
import io.afterimage.schemas.events.ModelEvent;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends the pin. */
@Command(
    name = "unpin",
    description = "End the pin: the newest version that was not rolled back is active again.",
    footerHeading = "%nExample:%n",
    footer = "  afterimage models unpin --reason 'holiday is over'")
final class ModelsUnpinCommand implements Runnable {

  private final CommandContext context;

  @Parameters(
      arity = "0..1",
      paramLabel = "VERSION",
      description = "Unpin only if this is the version that is pinned.")
  private Optional<String> version;

  @Mixin private PublisherOptions options;

  ModelsUnpinCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    options.change(context, this::unpin);
  }

  private ModelEvent unpin(ModelPublisher publisher, Optional<String> reason) {
    Optional<String> pinned = publisher.registry().pinned().map(ModelEvent::modelVersion);
    if (version.isPresent() && pinned.isPresent() && !pinned.equals(version)) {
      throw new CommandFailure(
          "version %s is pinned, not %s: nothing was changed"
              .formatted(pinned.get(), version.get()));
    }
    return publisher.unpin(reason);
  }
}
