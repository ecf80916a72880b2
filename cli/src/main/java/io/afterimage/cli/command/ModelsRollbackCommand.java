package io.afterimage.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Withdraws a version. */
@Command(
    name = "rollback",
    description = "Withdraw a version: the newest other one takes over.",
    footerHeading = "%nExample:%n",
    footer = "  afterimage models rollback v1 --reason 'worse than it looked'")
final class ModelsRollbackCommand implements Runnable {

  private final CommandContext context;

  @Parameters(
      paramLabel = "VERSION",
      description = "The version's name, as 'afterimage models' shows it.")
  private String version;

  @Mixin private PublisherOptions options;

  ModelsRollbackCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    options.change(context, (publisher, reason) -> publisher.rollBack(version, reason));
  }
}
