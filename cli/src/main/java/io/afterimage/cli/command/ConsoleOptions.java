package io.afterimage.cli.command;

import io.afterimage.cli.installation.ConsoleChoice;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether and where a console is served beside everything else in one process. */
final class ConsoleOptions {

  @Option(
      names = "--console-port",
      paramLabel = "PORT",
      description =
          "The console's port on 127.0.0.1; 0 picks a free one. Default: 8090, or a free one where"
              + " that is taken.")
  private Optional<Integer> port;

  @Option(names = "--no-console", description = "Without the console.")
  private boolean without;

  ConsoleChoice choice() {
    return new ConsoleChoice(!without, port);
  }
}
