package io.afterimage.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Measures the stream and the trainer. Exit codes: 0 measured, 1 failed, 2 wrong arguments. */
@Command(
    name = "benchmarks",
    description = "Measures the services on a broker of its own, in its own process.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ThroughputCommand.class,
      LatencyCommand.class,
      ShadowCommand.class,
      SwapCommand.class,
      SoakCommand.class,
      ScaleCommand.class,
      FloodCommand.class,
      ServingCommand.class,
      OverheadCommand.class,
      LagCommand.class,
      RebalanceCommand.class,
      PartsCommand.class,
      MemoryCommand.class,
      TriggersCommand.class,
      GateCommand.class,
      WatchCommand.class,
      HeadCommand.class,
      AdaptCommand.class,
      RequestsCommand.class,
      BurstsCommand.class,
      SessionsCommand.class,
      SuspectsCommand.class,
      ConsoleCommand.class,
      PeersCommand.class
    })
public final class Main {

  private Main() {}

  /** Runs one of the commands. */
  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }
}
