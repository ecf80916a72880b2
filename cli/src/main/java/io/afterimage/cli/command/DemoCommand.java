package io.afterimage.cli.command;

import io.afterimage.cli.demo.Demo;
import io.afterimage.cli.demo.DemoOptions;
import io.afterimage.cli.demo.DemoReport;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.config.Range;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows everything at once. */
@Command(
    name = "demo",
    description = {
      "Run the whole loop in one process, with nothing else installed.",
      "A broker, a first version from few labels, a stream of images, labels that come back, the",
      "refresh and the run that they trigger, each better version swapped in, and proof that every",
      "image was answered exactly once; the console shows it all in a browser. Uses a sample of",
      "Fashion-MNIST unless told otherwise."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage demo",
      "  afterimage demo --once --report report.json",
      "  afterimage demo --images photos/ --data demo-data/ --port 9092",
      "",
      "Exit code with --once: 0 when no image was lost and none answered twice, otherwise 1."
    })
final class DemoCommand implements Callable<Integer> {

  /** An image in 100 seconds: at fewer nothing is seen to happen, and 0 never ends. */
  private static final Range RATE = new Range(0.01, Double.MAX_VALUE, "0.01 or more");

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Images instead of the shipped ones: as for 'afterimage train'.")
  private Optional<Path> images;

  @Option(
      names = "--once",
      description = "Exit after the summary; otherwise keep running until Ctrl-C.")
  private boolean once;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the figures there as JSON.")
  private Optional<Path> report;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder to keep. Default: a temporary folder, removed at the end.")
  private Optional<Path> data;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      defaultValue = "0",
      description = "The broker's port; 0 picks a free one.")
  private int port;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "For metrics and health, the trainer's the next one; 0 takes free ones.")
  private int httpPort;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100",
      description = "Images per second, 0.01 or more.")
  private double rate;

  @Mixin private ConsoleOptions console;

  DemoCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    new OptionRanges(spec).within(RATE, "--rate", rate).refuse();
    Terminal terminal = context.terminal();
    DemoOptions options = new DemoOptions(images, data, port, httpPort, rate, console.choice());
    try (StopSignal stop = StopSignal.install(terminal, "its folder of data stays");
        Demo demo = Demo.start(options, terminal, stop.requested())) {
      DemoReport result = demo.run();
      report.ifPresent(result::writeTo);
      if (!once) {
        demo.stay(result.versions().get(result.versions().size() - 1));
      }
      return result.exactlyOnce() ? ExitCode.OK : ExitCode.SOFTWARE;
    } catch (CancellationException e) {
      terminal.say("ended early");
      return CommandLines.INTERRUPTED;
    }
  }
}
