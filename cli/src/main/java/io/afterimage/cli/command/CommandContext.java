package io.afterimage.cli.command;

import io.afterimage.cli.terminal.Terminal;
import java.util.Map;

/**
 * What every command is given.
 *
 * @param environment the process's environment variables
 * @param terminal where to write
 */
public record CommandContext(Map<String, String> environment, Terminal terminal) {

  /** Copies the variables. */
  public CommandContext {
    environment = Map.copyOf(environment);
  }
}
