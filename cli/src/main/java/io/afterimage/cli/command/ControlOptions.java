package io.afterimage.cli.command;

import io.afterimage.cli.options.DurationConverter;
import io.afterimage.cli.options.KafkaOptions;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all commands to the trainer share. Filled by picocli. */
final class ControlOptions {

  @Mixin KafkaOptions kafka;

  @Option(
      names = "--command-id",
      paramLabel = "ID",
      description =
          "The command's id. Each id is carried out once: giving it again shows its outcome.")
  Optional<String> commandId;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Timeout for the outcome, such as 90s. Default: none.")
  Optional<Duration> timeout;

  @Option(names = "--no-wait", description = "Send the command and exit without waiting.")
  boolean noWait;

  @Option(names = "--json", description = "Each reply as one JSON line, as stored in Kafka.")
  boolean json;
}
