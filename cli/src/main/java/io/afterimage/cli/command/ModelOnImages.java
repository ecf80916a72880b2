package io.afterimage.cli.command;

import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.cli.training.SkippedImages;
import io.afterimage.client.CommandFailure;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.models.ArtifactFolder;
import io.afterimage.models.ModelArtifact;
import io.afterimage.training.Resources;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.FolderDataset;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.dataset.TrainingSetReader;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A model in a folder, and labelled images to score it on. Filled by picocli. */
final class ModelOnImages {

  /** Which images of a folder. */
  enum Images {
    TRAIN,
    VALIDATION,
    TEST,
    ALL;

    Set<Split> splits() {
      return this == ALL ? EnumSet.allOf(Split.class) : EnumSet.of(Split.valueOf(name()));
    }
  }

  @Parameters(paramLabel = "FOLDER", description = "Folder with one folder of images per class.")
  private Path folder;

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "DIR",
      description = "Folder with model.onnx and manifest.json, as 'afterimage train' writes it.")
  private Path model;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "validation",
      description = "Which images: train, validation, test or all.")
  private Images images;

  @Option(
      names = "--test-share",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Of the validation images, set aside for testing, as 'afterimage train' did.")
  private double testShare;

  Path folder() {
    return folder;
  }

  Path modelFolder() {
    return model;
  }

  /** Those of the scored images. */
  Set<Split> splits() {
    return images.splits();
  }

  /**
   * The model.
   *
   * @throws io.afterimage.models.CorruptArtifactException when there is none
   */
  ModelArtifact artifact() {
    return ArtifactFolder.read(model);
  }

  /**
   * The scored images and those of further splits, with a bar; what is no image is named.
   *
   * @throws CommandFailure when there is nothing to score
   * @throws io.afterimage.training.dataset.DatasetException when there is no such folder
   */
  TrainingSet read(
      ModelArtifact artifact, Set<Split> further, Terminal terminal, BooleanSupplier cancelled) {
    Set<Split> wanted = EnumSet.copyOf(splits());
    wanted.addAll(further);
    Dataset dataset =
        FolderDataset.list(folder, StableSplit.SERVICE, 1).withTestShare(testShare).only(wanted);
    TrainingSet read;
    try (Progress bar = Progress.start(terminal, "reading", dataset.images().size(), "images")) {
      read =
          new TrainingSetReader(
                  new ImageDecoder(ImageLimits.DEFAULT)::decode, Resources.ofMachine().threads())
              .readAny(
                  dataset,
                  artifact.manifest().input(),
                  (done, total) -> bar.stepTo(done),
                  cancelled);
    }
    SkippedImages.report(read.skipped(), terminal);
    if (splits().stream().allMatch(split -> read.of(split).isEmpty())) {
      throw new CommandFailure(
          "%s has no usable %s images: --split all takes every image"
              .formatted(folder, images.name().toLowerCase(Locale.ROOT)));
    }
    return read;
  }
}
