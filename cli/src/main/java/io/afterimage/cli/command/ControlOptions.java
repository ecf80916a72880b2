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
          "The command's id. The same id acts once: giving it again shows what came of it.")
  Optional<String> commandId;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long to wait for the outcome, such as 90s. Otherwise until it comes.")
  Optional<Duration> timeout;

  @Option(names = "--no-wait", description = "Send the command and wait for nothing.")
  boolean noWait;

  @Option(names = "--json", description = "Each reply as one line of JSON, as it is in Kafka.")
  boolean json;
}
