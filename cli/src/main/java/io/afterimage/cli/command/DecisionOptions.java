package io.afterimage.cli.command;

import io.afterimage.cli.publishing.Publication;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who decides about a version, and why. Filled by picocli. */
final class DecisionOptions {

  @Option(
      names = {"-r", "--reason"},
      required = true,
      paramLabel = "TEXT",
      description = "Reason; kept with the command and on model-events.")
  private String reason;

  @Option(
      names = "--by",
      paramLabel = "WHO",
      description = "Who decides; kept with the reason. Default: this user at this machine.")
  private Optional<String> by;

  /** Both, as a command carries them: {@code figures are as hoped (anna@desk-7)}. */
  Optional<String> why() {
    return Optional.of("%s (%s)".formatted(reason, by.orElseGet(Publication::userAtHost)));
  }
}
