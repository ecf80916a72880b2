package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.kafka.clients.KafkaClients;
import io.afterimage.kafka.transaction.TransactionalWriter;
import io.afterimage.trainer.buffer.BufferLimits;
import io.afterimage.trainer.buffer.TrainingImages;
import io.afterimage.trainer.buffer.TrainingSetTopic;
import io.afterimage.trainer.exchange.FolderLoad;
import io.afterimage.training.dataset.FolderDataset;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.SkippedImage;
import io.afterimage.training.dataset.StableSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Loads a folder into the training set. */
@Command(
    name = "load",
    description = {
      "Load a folder with one folder of images per class into the training set.",
      "Images are scaled and split by a hash of their id, which is the path below DIR, as"
          + " 'produce'",
      "gives it; with train/ beside validation/ or test/ above the class folders, they are split"
          + " so.",
      "It fills the room that there is, evenly over the classes, and replaces nothing. Cut short,"
          + " it",
      "is finished by the same command. A running trainer takes the images in as they arrive; they",
      "start no run: 'afterimage control retrain' does."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage training-set load photos/",
      "  afterimage training-set load photos/ --size 96 --max-pictures 20000 --max-per-class 2000",
      "",
      "Size and limits have to be the trainer's (training.size, buffer.max.pictures,",
      "buffer.max.per.class, split.validation, split.test). Exit code 1 when a file was no image."
    })
final class TrainingSetLoadCommand implements Callable<Integer> {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration READING = Duration.ofMinutes(10);

  private final CommandContext context;

  @Parameters(paramLabel = "DIR", description = "Folder with one folder of images per class.")
  private Path folder;

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      defaultValue = "160",
      description = "Height and width that images are scaled to.")
  private int size;

  @Option(
      names = "--max-pictures",
      paramLabel = "N",
      defaultValue = "5000",
      description = "The most images that the training set may hold.")
  private int maxImages;

  @Option(
      names = "--max-per-class",
      paramLabel = "N",
      defaultValue = "2500",
      description = "The most images of one class.")
  private int maxPerClass;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      defaultValue = "0.15",
      description = "Share that validates.")
  private double validation;

  @Option(
      names = "--test",
      paramLabel = "SHARE",
      defaultValue = "0.15",
      description = "Share that tests.")
  private double test;

  TrainingSetLoadCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    BufferLimits limits =
        new BufferLimits(maxImages, maxPerClass, new StableSplit(validation, test));
    InputSpec input = InputSpec.square(size);
    FolderDataset.Listing listing = FolderDataset.listing(folder, limits.split());
    List<LabelledImage> images = listing.images();
    if (images.isEmpty()) {
      throw new CommandFailure(
          folder + " has no images: put them into one folder per class below it");
    }
    KafkaTarget target = kafka.target(context.environment());
    target.requireTopics(target.topics().trainingSet());
    KafkaClients clients = target.clients();
    FolderLoad load =
        new FolderLoad(
            new TrainingSetTopic(clients, target.topics().trainingSet()),
            new TrainingImages(new ImageDecoder(ImageLimits.DEFAULT), input),
            limits,
            Runtime.getRuntime().availableProcessors());
    Terminal terminal = context.terminal();
    listing.notices().forEach(terminal::say);
    try (StopSignal stop =
            StopSignal.install(
                terminal, "images loaded so far stay, and the same command continues from there");
        Progress bar = Progress.start(terminal, "load", images.size(), "images");
        TransactionalWriter writer =
            new TransactionalWriter(
                clients, target.topics().prefix() + "afterimage-training-set-load", LIMIT)) {
      FolderLoad.Report report =
          load.run(
              writer,
              images,
              this::changedAt,
              READING,
              (done, total) -> {
                bar.totalIs(total);
                bar.stepTo(done);
              },
              stop::isRequested);
      bar.end();
      return show(report);
    } catch (CancellationException e) {
      terminal.say(
          "cancelled; images loaded so far stay, and the same command continues from there");
      return CommandLines.INTERRUPTED;
    }
  }

  private int show(FolderLoad.Report report) {
    Terminal terminal = context.terminal();
    for (SkippedImage image : report.skipped()) {
      terminal.say("skipped %s: %s".formatted(image.id(), image.reason()));
    }
    terminal.print(
        "%d added, %d there already, %d without room, %d skipped"
            .formatted(
                report.added(), report.present(), report.withoutRoom(), report.skipped().size()));
    new TreeMap<>(report.sizes())
        .forEach((label, count) -> terminal.print("  %-20s %d".formatted(label, count)));
    if (!report.skipped().isEmpty()) {
      return ExitCode.SOFTWARE;
    }
    NextStep.say(context, kafka, "'afterimage control retrain%s' learns from them");
    return ExitCode.OK;
  }

  private Instant changedAt(LabelledImage image) {
    try {
      return Files.getLastModifiedTime(folder.resolve(image.id())).toInstant();
    } catch (IOException e) {
      throw new CommandFailure("cannot read " + image.id() + " any more: " + e, e);
    }
  }
}
