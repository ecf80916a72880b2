package io.afterimage.cli.command;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Why something is done. Filled by picocli. */
final class ReasonOption {

  @Option(
      names = {"-r", "--reason"},
      paramLabel = "TEXT",
      description = "Why; kept with the command and in the log of model events.")
  Optional<String> reason;
}
