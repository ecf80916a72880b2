package io.afterimage.cli.command;

import io.afterimage.schemas.events.Command.Promote;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes a rejected candidate. */
@Command(
    name = "promote",
    description = {
      "Publish a candidate that the gate rejected.",
      "The trainer keeps the candidates of its last runs."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  afterimage control promote retrain-7f3a9c21 --reason 'shirts are rare from now on'",
      "",
      "Exit code 1 when there is no such candidate."
    })
final class ControlPromoteCommand extends SendingCommand {

  @Parameters(paramLabel = "RUN", description = "Whose candidate: the id of the run's command.")
  private String run;

  @Option(
      names = {"-r", "--reason"},
      required = true,
      paramLabel = "TEXT",
      description = "Why it is published against the gate; kept with the command.")
  private String reason;

  ControlPromoteCommand(CommandContext context) {
    super(context);
  }

  @Override
  Promote command(String id, Instant at) {
    return new Promote(id, run, Optional.of(reason), at);
  }
}
