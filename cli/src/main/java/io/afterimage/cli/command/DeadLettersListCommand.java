package io.afterimage.cli.command;

import picocli.CommandLine.Command;

/** Shows what was refused. */
@Command(
    name = "list",
    description = {
      "Show what was refused: how much of each reason, what to do, and the newest.",
      "The same as 'afterimage dead-letters' alone."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage dead-letters list --reason truncated,corrupt --since 2h",
      "  afterimage dead-letters list --id trap-7/0042.jpg"
    })
final class DeadLettersListCommand extends LetterListing {

  DeadLettersListCommand(CommandContext context) {
    super(context);
  }
}
