package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.options.StreamOptions;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.config.Secrets;
import io.afterimage.service.News;
import io.afterimage.service.Service;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the stream against a Kafka that is there. */
@Command(
    name = "stream",
    description = {
      "Classify what comes in 'images' into 'predictions' and 'dead-letters', until Ctrl-C.",
      "",
      "Where the same option is given twice, flags and -D win over the environment",
      "(AFTERIMAGE_BATCH_MAX is batch.max), that over --config, that over --kafka-config, and that",
      "over the default. All options: docs/configuration.md.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage stream --bootstrap kafka:9092",
      "  afterimage stream --workers 4 -D processing.guarantee=at-least-once",
      "  afterimage stream --config stream.properties --kafka-config tls.properties",
      "",
      "Exit code 2 when the configuration is wrong, 1 when the stream cannot start or go on."
    })
final class StreamCommand implements Runnable {

  private final CommandContext context;

  @Mixin private KafkaOptions kafka;

  @Mixin private StreamOptions stream;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description =
          "Instances of the same id share the work. Otherwise afterimage-stream, behind the topic"
              + " prefix.")
  private Optional<String> applicationId;

  @Option(
      names = "--print-config",
      description = "Print every option with its effective value, secrets masked, and exit.")
  private boolean printConfig;

  StreamCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    if (printConfig) {
      Secrets.masked(StreamConfig.effective(options()))
          .forEach((name, value) -> context.terminal().print(name + " = " + value));
      return;
    }
    News.show();
    StreamConfig config = StreamConfig.from(options());
    try (StopSignal stop = StopSignal.install(context.terminal(), Service.STAYS);
        StreamInstance instance = StreamInstance.start(config)) {
      context
          .terminal()
          .say(
              "stream %s on %s, Ctrl-C ends it; metrics at http://localhost:%d/metrics, health at http://localhost:%3$d/health/ready"
                  .formatted(
                      config.instance().instanceId(),
                      config.kafka().bootstrapServers(),
                      instance.httpPort()));
      CompletableFuture.anyOf(instance.terminated(), stop.requested()).join();
    }
  }

  /** The options as the layers give them. */
  Map<String, String> options() {
    Map<String, String> flags = new HashMap<>(stream.flags());
    applicationId.ifPresent(id -> flags.put("application.id", id));
    return stream.service().merged(kafka, context.environment(), flags);
  }
}
