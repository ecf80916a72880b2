package io.afterimage.cli.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that does nothing without one of those below it. */
abstract class CommandGroup implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing command: %s %s"
            .formatted(spec.name(), String.join(", ", spec.subcommands().keySet())));
  }

  /** The command of that name below this one. */
  CommandSpec below(String name) {
    return spec.subcommands().get(name).getCommandSpec();
  }
}
