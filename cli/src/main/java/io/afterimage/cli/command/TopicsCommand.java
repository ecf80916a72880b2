package io.afterimage.cli.command;

import picocli.CommandLine.Command;

/** Groups what is done with topics. */
@Command(
    name = "topics",
    description = "Create, check, expand and repair the topics.",
    footerHeading = "%nExample:%n",
    footer = "  afterimage topics create --bootstrap kafka:9092")
final class TopicsCommand extends CommandGroup {}
