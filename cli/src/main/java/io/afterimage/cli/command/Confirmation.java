package io.afterimage.cli.command;

import io.afterimage.cli.terminal.Question;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import picocli.CommandLine.Option;

/** Whether something is done that cannot be undone. Filled by picocli. */
final class Confirmation {

  @Option(names = "--dry-run", description = "Show what would be changed, change nothing.")
  private boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask for confirmation. Required where there is no terminal.")
  private boolean yes;

  boolean isDryRun() {
    return dryRun;
  }

  /**
   * Whether to proceed: not a dry run, and confirmed.
   *
   * @throws CommandFailure when nobody can be asked
   */
  boolean mayGoOn(Terminal terminal, String question) {
    if (dryRun) {
      terminal.print("dry run: nothing was changed");
      return false;
    }
    if (yes) {
      return true;
    }
    if (!Question.canBeAsked(terminal)) {
      throw new CommandFailure(
          "no terminal to ask for confirmation: repeat with --yes or --dry-run");
    }
    if (!Question.isConfirmed(terminal, question)) {
      terminal.print("nothing was changed");
      return false;
    }
    return true;
  }
}
