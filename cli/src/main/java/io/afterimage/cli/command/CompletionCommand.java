package io.afterimage.cli.command;

import io.afterimage.cli.terminal.CommandName;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the completion script. */
@Command(
    name = "generate-completion",
    description = "Print a completion script for bash and zsh.",
    footerHeading = "%nExample:%n",
    footer = "  source <(afterimage generate-completion)")
final class CompletionCommand implements Runnable {

  private final CommandContext context;

  @Spec private CommandSpec spec;

  CompletionCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    CommandLine root = spec.root().commandLine();
    context.terminal().print(AutoComplete.bash(CommandName.PLAIN.called(), root));
  }
}
