package io.afterimage.cli.command;

import picocli.CommandLine.Command;

/** The parent of what is done with data sets. */
@Command(
    name = "dataset",
    description = "Get the tutorials' data sets.",
    footerHeading = "%nExamples:%n",
    footer = "  afterimage dataset fetch cats-and-dogs photos/")
final class DatasetCommand extends CommandGroup {}
