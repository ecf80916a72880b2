package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.publishing.Publishers;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.training.ModelFolder;
import io.afterimage.client.KafkaTarget;
import io.afterimage.models.ArtifactFolder;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.classifier.ServingModel;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Publishes a model that is in a folder. */
@Command(
    name = "publish",
    description = {
      "Publish a model from a folder as the next version, without training it again.",
      "It is loaded and tried first; every stream instance then swaps to it, unless one is pinned."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  afterimage train photos/ --output model/ --report report/",
      "  afterimage models publish model/"
    })
final class ModelsPublishCommand implements Callable<Integer> {

  private final CommandContext context;

  @Parameters(
      paramLabel = "DIR",
      description = "Folder with model.onnx and manifest.json, as 'afterimage train' writes it.")
  private Path model;

  @Mixin private PublicationOptions publication;

  @Mixin private KafkaOptions kafka;

  ModelsPublishCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (StopSignal stop =
        StopSignal.install(context.terminal(), "'afterimage models' shows whether it came in")) {
      ModelArtifact artifact = ArtifactFolder.read(model);
      KafkaTarget target = kafka.target(context.environment());
      target.requireBroker();
      ServingModel.requireServable(artifact, new OnnxRuntimeEngine(new Device.Cpu()));
      if (stop.isRequested()) {
        context.terminal().say("cancelled; nothing was published");
        return CommandLines.INTERRUPTED;
      }
      Publishers.publish(
          artifact,
          new ModelFolder(model).lineage(artifact.manifest().sha256()),
          target,
          context.terminal(),
          publication.publication(context.terminal()));
      NextStep.say(
          context,
          kafka,
          "'afterimage produce DIR%s' sends images, 'afterimage predictions%s' shows the answers");
      return ExitCode.OK;
    }
  }
}
