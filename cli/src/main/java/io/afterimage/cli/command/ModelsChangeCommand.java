package io.afterimage.cli.command;

import io.afterimage.registry.ModelPublisher;
import io.afterimage.schemas.events.ModelEvent;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** Changes by itself, without a trainer, which version is active. */
abstract class ModelsChangeCommand implements Runnable {

  private final CommandContext context;

  @Mixin private VersionParameter version;

  @Mixin private PublisherOptions options;

  ModelsChangeCommand(CommandContext context) {
    this.context = context;
  }

  /** Makes the change. */
  abstract ModelEvent change(ModelPublisher publisher, String version, Optional<String> reason);

  @Override
  public void run() {
    options.change(context, (publisher, reason) -> change(publisher, version.version, reason));
  }
}
