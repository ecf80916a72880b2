package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.options.ServiceOptions;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.config.Secrets;
import io.afterimage.console.ConsoleConfig;
import io.afterimage.console.ConsoleInstance;
import io.afterimage.service.Service;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a console against a Kafka that is there. */
@Command(
    name = "console",
    description = {
      "Run the console: look, label and decide about versions in a browser, until Ctrl-C.",
      "What it shows is read from the topics at each start; what it changes goes to the topics, so",
      "that several consoles agree. Only this machine reaches it unless docs/console.md is followed.",
      "",
      "Where the same option is given twice, flags and -D win over the environment",
      "(AFTERIMAGE_CONSOLE_PERSON is console.person), that over --config, that over",
      "--kafka-config, and that over the default. All options: docs/console.md.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage console --bootstrap kafka:9092",
      "  afterimage console -D console.person=ada --http-port 18090",
      "  afterimage console --config console.properties --kafka-config tls.properties",
      "",
      "Exit code 2 when the configuration is wrong, 1 when the console cannot start or go on."
    })
final class ConsoleCommand implements Runnable {

  private final CommandContext context;

  @Mixin private KafkaOptions kafka;

  @Mixin private ServiceOptions service;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Port of pages, metrics and health; 0 picks a free one. Default: 8090.")
  private Optional<String> httpPort;

  @Option(
      names = "--print-config",
      description = "Print every option with its effective value, secrets masked, and exit.")
  private boolean printConfig;

  ConsoleCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    if (printConfig) {
      Secrets.masked(ConsoleConfig.effective(options()))
          .forEach((name, value) -> context.terminal().print(name + " = " + value));
      return;
    }
    ConsoleConfig configuration = ConsoleConfig.from(options());
    try (StopSignal stop = StopSignal.install(context.terminal(), Service.STAYS);
        ConsoleInstance instance = ConsoleInstance.start(configuration)) {
      context
          .terminal()
          .say(
              "console at %s, for Kafka at %s; Ctrl-C ends it"
                  .formatted(instance.address(), configuration.kafka().bootstrapServers()));
      CompletableFuture.anyOf(instance.terminated(), stop.requested()).join();
    }
  }

  private Map<String, String> options() {
    Map<String, String> flags = new HashMap<>();
    httpPort.ifPresent(value -> flags.put("http.port", value));
    return service.merged(kafka, context.environment(), flags);
  }
}
