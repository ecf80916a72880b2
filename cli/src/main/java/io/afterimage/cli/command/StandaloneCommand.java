package io.afterimage.cli.command;

import io.afterimage.cli.installation.Installation;
import io.afterimage.cli.installation.SharedOptions;
import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.options.StreamOptions;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.schemas.events.ModelEvent.Announced;
import io.afterimage.service.News;
import io.afterimage.service.Service;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs everything on one machine. */
@Command(
    name = "standalone",
    description = {
      "Run a Kafka broker, the stream, the trainer and the console in one process, until Ctrl-C.",
      "Broker and console listen on 127.0.0.1 only. What comes in stays in the data folder."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage standalone",
      "  afterimage standalone --port 19092 --http-port 18080 --data ~/pictures-data",
      "  afterimage standalone -D training.size=96 -D trigger.new.labels=100",
      "",
      "-D and --config take the options of stream, trainer and console. Then, in another terminal:",
      "afterimage train photos/ --publish, afterimage produce new/, afterimage predictions,",
      "afterimage label --folder new/, afterimage control retrain."
    })
final class StandaloneCommand implements Runnable {

  private final CommandContext context;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "afterimage-data",
      description = "Where Kafka's data and what stream and trainer keep stays.")
  private Path data;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "The broker's port; 0 picks a free one.")
  private int port;

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      description = "Prefix of every topic name. Default: AFTERIMAGE_TOPIC_PREFIX, then none.")
  private Optional<String> topicPrefix;

  @Option(names = "--no-trainer", description = "Without the trainer: nobody learns from labels.")
  private boolean withoutTrainer;

  @Mixin private ConsoleOptions console;

  @Mixin private StreamOptions stream;

  StandaloneCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    News.show();
    Map<String, String> options = stream.service().merged(context.environment(), stream.flags());
    SharedOptions shared = new SharedOptions(options);
    String prefix = topicPrefix.orElse(options.getOrDefault("topic.prefix", ""));
    Terminal terminal = context.terminal();
    terminal.say("starting on " + data.toAbsolutePath().normalize());
    try (StopSignal stop = StopSignal.install(terminal, Service.STAYS);
        Installation installation = Installation.start(data, port, prefix)) {
      installation
          .startConsole(console.choice(), shared.ofConsole())
          .ifPresent(address -> terminal.print("console            " + address));
      int httpPort = installation.startStream(data, shared.ofStream());
      String bootstrap = installation.target().bootstrapServers();
      terminal.print("bootstrap servers  " + bootstrap);
      terminal.print("metrics            http://localhost:%d/metrics".formatted(httpPort));
      terminal.print("health             http://localhost:%d/health/ready".formatted(httpPort));
      if (!withoutTrainer) {
        int trainerPort = installation.startTrainer(data, shared.ofTrainer());
        terminal.print("trainer's metrics  http://localhost:%d/metrics".formatted(trainerPort));
      }
      Optional<Announced> active = installation.active();
      terminal.say("Ctrl-C ends it. " + standing(active));
      NextStep.say(context, KafkaOptions.to(bootstrap, prefix), next(active));
      CompletableFuture.anyOf(installation.ended(), stop.requested()).join();
      terminal.say("ending ...");
    }
  }

  private static String standing(Optional<Announced> active) {
    return active
        .map(
            version ->
                "Version %s is active, announced at %s."
                    .formatted(version.modelVersion(), version.at()))
        .orElse("There is no model yet: images wait in their topic.");
  }

  private static String next(Optional<Announced> active) {
    return active.isPresent()
        ? "in another terminal, 'afterimage produce DIR%s' sends images, 'afterimage predictions%s' shows the answers"
        : "in another terminal, 'afterimage train DIR --publish%s' makes one";
  }
}
