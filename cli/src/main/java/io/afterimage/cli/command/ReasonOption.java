package io.afterimage.cli.command;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Why something is done. Filled by picocli. */
final class ReasonOption {

  @Option(
      names = {"-r", "--reason"},
      paramLabel = "TEXT",
      description = "Reason; kept with the command and on model-events.")
  Optional<String> reason;
}
