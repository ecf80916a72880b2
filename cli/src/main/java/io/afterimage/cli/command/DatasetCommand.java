package io.afterimage.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The parent of what is done with data sets. */
@Command(
    name = "dataset",
    description = "Get the tutorials' data sets.",
    footerHeading = "%nExamples:%n",
    footer = "  afterimage dataset fetch cats-and-dogs photos/")
final class DatasetCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: dataset fetch");
  }
}
