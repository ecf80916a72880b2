package io.afterimage.cli.command;

import picocli.CommandLine.Command;

/** Groups what is done with the training set. */
@Command(
    name = "training-set",
    description = {
      "Fill, inspect or correct the trainer's training set.",
      "It lies in the topic 'training-set', from which the trainer fills its replay buffer."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage training-set load photos/",
      "  afterimage training-set export looked-at/",
      "  afterimage training-set suspects",
      "  afterimage training-set disputes",
      "  afterimage training-set remove --source anna",
      "  afterimage training-set rename catz cats"
    })
final class TrainingSetCommand extends CommandGroup {}
