package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.options.ServiceOptions;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.config.Secrets;
import io.afterimage.service.News;
import io.afterimage.service.Service;
import io.afterimage.trainer.service.TrainerConfig;
import io.afterimage.trainer.service.TrainerInstance;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs one replica of the trainer against a Kafka that is there. */
@Command(
    name = "trainer",
    description = {
      "Run the trainer: learn from labelled images and publish better models, until Ctrl-C.",
      "Collects what comes in 'feedback', trains when it is due or asked for on 'control',"
          + " publishes",
      "what passes the gate. Of several trainers, one leads and the others stand by.",
      "",
      "Where the same option is given twice, flags and -D win over the environment",
      "(AFTERIMAGE_TRIGGER_INTERVAL is trigger.interval), that over --config, that over",
      "--kafka-config, and that over the default. All options: docs/trainer.md.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage trainer --bootstrap kafka:9092",
      "  afterimage trainer -D training.size=96 -D fine.tune.epochs=0",
      "  afterimage trainer --config trainer.properties --kafka-config tls.properties",
      "",
      "Exit code 2 when the configuration is wrong, 1 when the trainer cannot start or go on."
    })
final class TrainerCommand implements Runnable {

  private final CommandContext context;

  @Mixin private KafkaOptions kafka;

  @Mixin private ServiceOptions service;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description =
          "Replicas with the same id elect a leader. Otherwise afterimage-trainer, behind the topic"
              + " prefix.")
  private Optional<String> applicationId;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Port of metrics and health; 0 picks a free one. Default: 8081.")
  private Optional<String> httpPort;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu, gpu or gpu:N. Default: cpu.")
  private Optional<String> device;

  @Option(
      names = "--print-config",
      description = "Print every option with its effective value, secrets masked, and exit.")
  private boolean printConfig;

  TrainerCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    if (printConfig) {
      Secrets.masked(TrainerConfig.effective(options()))
          .forEach((name, value) -> context.terminal().print(name + " = " + value));
      return;
    }
    News.show();
    TrainerConfig configuration = TrainerConfig.from(options());
    try (StopSignal stop = StopSignal.install(context.terminal(), Service.STAYS);
        TrainerInstance instance = TrainerInstance.start(configuration)) {
      context
          .terminal()
          .say(
              "trainer on %s, Ctrl-C ends it; metrics at http://localhost:%d/metrics, health at http://localhost:%2$d/health/ready"
                  .formatted(configuration.kafka().bootstrapServers(), instance.httpPort()));
      CompletableFuture.anyOf(instance.terminated(), stop.requested()).join();
    }
  }

  /** The options as the layers give them. */
  Map<String, String> options() {
    Map<String, String> flags = new HashMap<>();
    applicationId.ifPresent(value -> flags.put("application.id", value));
    httpPort.ifPresent(value -> flags.put("http.port", value));
    device.ifPresent(value -> flags.put("device", value));
    return service.merged(kafka, context.environment(), flags);
  }
}
