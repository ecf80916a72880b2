package io.afterimage.cli.command;

import picocli.CommandLine.Parameters;

/** Which version is meant. Filled by picocli. */
final class VersionParameter {

  @Parameters(
      paramLabel = "VERSION",
      description = "The version's name, as 'afterimage models' shows it.")
  String version;
}
