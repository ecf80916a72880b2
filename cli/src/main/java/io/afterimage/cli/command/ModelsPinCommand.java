package io.afterimage.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Pins a version. */
@Command(
    name = "pin",
    description = "Keep one version active, whatever is announced, until it is unpinned.",
    footerHeading = "%nExample:%n",
    footer = "  afterimage models pin v1 --reason 'known to be good'")
final class ModelsPinCommand implements Runnable {

  private final CommandContext context;

  @Parameters(
      paramLabel = "VERSION",
      description = "The version's name, as 'afterimage models' shows it.")
  private String version;

  @Mixin private PublisherOptions options;

  ModelsPinCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    options.change(context, (publisher, reason) -> publisher.pin(version, reason));
  }
}
