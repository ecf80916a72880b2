package io.afterimage.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what is done with topics. */
@Command(
    name = "topics",
    description = "Create, check, expand and repair the topics.",
    footerHeading = "%nExample:%n",
    footer = "  afterimage topics create --bootstrap kafka:9092")
final class TopicsCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command: topics create, expand or repair");
  }
}
