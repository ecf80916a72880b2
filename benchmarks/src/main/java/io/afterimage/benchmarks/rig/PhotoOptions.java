package io.afterimage.benchmarks.rig;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which photos are used. */
public final class PhotoOptions {

  @Option(
      names = "--images",
      paramLabel = "DIR",
      defaultValue = "../shared/data/cats-and-dogs",
      description = "Folder of photos, with folders inside. Default: ${DEFAULT-VALUE}")
  private Path images;

  @Option(
      names = "--photos",
      paramLabel = "N",
      defaultValue = "3000",
      description =
          "How many different photos are kept in memory; they repeat when a benchmark needs more."
              + " Default: ${DEFAULT-VALUE}")
  private int photos;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Reads them. */
  public Photos read() {
    if (!Files.isDirectory(images)) {
      throw new ParameterException(
          command.commandLine(),
          "--images " + images + " is not a folder: name a folder of photos");
    }
    return Photos.read(images, photos);
  }
}
