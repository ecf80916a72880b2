package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.ShellWord;
import io.afterimage.models.ArtifactFolder;
import io.afterimage.models.CorruptArtifactException;
import io.afterimage.models.ModelArtifact;
import io.afterimage.schemas.events.ModelEvent.Announced;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes a published version into a folder. */
@Command(
    name = "download",
    description = {
      "Write a published version into a folder.",
      "model.onnx and manifest.json, as 'afterimage train --output' writes them, verified against"
          + " the",
      "announcement."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage models download v2 model/",
      "  afterimage classify --model model/ photo.jpg"
    })
final class ModelsDownloadCommand implements Runnable {

  private final CommandContext context;

  @Mixin private VersionParameter version;

  @Parameters(index = "1", paramLabel = "DIR", description = "Folder to write to.")
  private Path folder;

  @Mixin private KafkaOptions kafka;

  ModelsDownloadCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    TargetFolder.requireWritable(folder);
    ModelVersions versions =
        ModelVersions.read(kafka.target(context.environment()), context.terminal());
    Announced announced = versions.require(version.version).announced();
    ModelArtifact artifact = versions.artifact(announced);
    if (!artifact.manifest().sha256().equals(announced.sha256())) {
      throw new CorruptArtifactException(
          "the store holds version %s with SHA-256 %s, announced is %s"
              .formatted(version.version, artifact.manifest().sha256(), announced.sha256()));
    }
    ArtifactFolder.write(artifact, folder);
    context
        .terminal()
        .say(
            "version %s, SHA-256 %s, written to %s"
                .formatted(version.version, announced.sha256(), folder));
    NextStep.say(
        context,
        "'afterimage classify --model %s photo.jpg' asks it".formatted(ShellWord.of(folder)));
  }
}
