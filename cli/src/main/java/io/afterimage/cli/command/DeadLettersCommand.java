package io.afterimage.cli.command;

import picocli.CommandLine.Command;

/** Shows what was refused; groups what is done with it. */
@Command(
    name = "dead-letters",
    description = {
      "Show what was refused: how much of each reason, what to do, and the newest.",
      "The commands below it show one with its first bytes, save them to a folder, and send them",
      "again. Takes no part in a consumer group and moves no offsets."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage dead-letters",
      "  afterimage dead-letters --reason truncated --since 2h --follow",
      "  afterimage dead-letters --open --limit 0 --json | jq -r .imageId",
      "  afterimage dead-letters show 0-42",
      "  afterimage dead-letters save refused/ --reason wrapped",
      "  afterimage dead-letters send-again --reason wrapped --why 'images.unwrap is set' --dry-run"
    })
final class DeadLettersCommand extends LetterListing {

  DeadLettersCommand(CommandContext context) {
    super(context);
  }
}
