package io.afterimage.cli.command;

import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.publishing.Publication;
import io.afterimage.cli.publishing.Publishers;
import io.afterimage.cli.recipes.Recipe;
import io.afterimage.cli.report.ReportContent;
import io.afterimage.cli.report.ReportPage;
import io.afterimage.cli.terminal.ShellWord;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.training.ImageFolder;
import io.afterimage.cli.training.ModelFolder;
import io.afterimage.cli.training.TrainingPlan;
import io.afterimage.cli.training.TrainingSession;
import io.afterimage.cli.training.TrainingSession.Outcome;
import io.afterimage.client.CommandFailure;
import io.afterimage.client.KafkaTarget;
import io.afterimage.config.Range;
import io.afterimage.models.ArtifactFolder;
import io.afterimage.models.ModelArtifact;
import io.afterimage.training.StartingPoint;
import io.afterimage.training.checkpoint.CheckpointFile;
import io.afterimage.training.dataset.FolderDataset;
import io.afterimage.training.dataset.Split;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a model on a folder of images. */
@Command(
    name = "train",
    description = {
      "Train a model on a folder with one folder of images per class.",
      "With train/ beside validation/ or test/ (or both) above the class folders, images are",
      "split so; with train/ and test/ alone, a stable fifth of train/ validates. Otherwise 70 %",
      "of them train, 15 %% validate and 15 %% are tested with at the end, as the trainer splits them.",
      "Ctrl-C ends after the batch: with --output, the best finished epoch's model is written"
          + " there,",
      "and the same command with --resume continues after the last finished epoch. A second Ctrl-C",
      "ends at once: the checkpoint stays for --resume, and no model is written."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage train photos/ --output model/ --report report/",
      "  afterimage train photos/ --publish kafka:9092",
      "  afterimage train --recipe cats-and-dogs photos/ --output model/ --report report/",
      "  afterimage train photos/ --output model/ --size 96 --epochs 5 --learning-rate 0.001"
    })
final class TrainCommand implements Callable<Integer> {

  private final CommandContext context;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Folder with one folder of images per class.")
  private Path folder;

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      description =
          "Take the options that are not given from a recipe: cats-and-dogs, cifar10-cnn,"
              + " cifar10-vgg16, cifar10-mobilenetv2, or a YAML file like theirs.")
  void recipe(String nameOrFile) {
    try {
      RecipeDefaults.apply(Recipe.of(nameOrFile), spec);
    } catch (CommandFailure e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Write model.onnx and manifest.json there.")
  private Optional<Path> output;

  @Option(
      names = "--resume",
      description = "Resume from the checkpoint that an interrupted training left in --output.")
  private boolean resume;

  @Option(
      names = "--warm-start",
      paramLabel = "DIR",
      description = "Start from the model in this folder instead of the pretrained base.")
  private Optional<Path> warmStart;

  @Mixin private PublishOption publish;

  @Mixin private PublicationOptions publication;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Write index.html with figures there: images, learning curves, confusion matrix,"
              + " predictions, mistakes, calibration.")
  private Optional<Path> report;

  @Mixin private KafkaOptions kafka;

  @Mixin private BaseOptions base;

  @Mixin private TrainingOptions training;

  @Option(
      names = "--min-per-class",
      paramLabel = "N",
      description =
          "Leave out classes with fewer usable images. Without it, one with fewer than "
              + FolderDataset.DEFAULT_MINIMUM_PER_CLASS
              + " is an error.")
  private Optional<Integer> minimumPerClass;

  TrainCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (output.isEmpty() && !publish.isGiven() && report.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "Nothing to produce: give at least one of --output DIR, --publish, --report DIR");
    }
    if (resume && output.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--resume needs --output DIR, the folder that has the checkpoint");
    }
    checkRanges();
    Optional<KafkaTarget> target = publish.target(kafka, context.environment());
    output.ifPresent(TargetFolder::requireWritable);
    report.ifPresent(TargetFolder::requireWritable);
    target.ifPresent(cluster -> cluster.requireTopics(cluster.topics().modelEvents()));
    ImageFolder images = new ImageFolder(folder, minimumPerClass, training.testShare());
    Publication published = publication.publication(context.terminal());
    target.ifPresent(broker -> Publishers.requireLabels(images.list().labels(), broker, published));
    StartingPoint start = StartingPoint.of(warmStart.map(ArtifactFolder::read));
    try (StopSignal stop = StopSignal.install(context.terminal(), whatStays())) {
      if (base.isAutomatic()) {
        base.choose(images, training.size(), context.terminal(), stop::isRequested);
      }
      TrainingPlan plan = checkedPlan();
      Outcome outcome =
          new TrainingSession(
                  plan, start, modelFolder(), resume, context.terminal(), stop::isRequested)
              .run(images, () -> base.load(context, plan.size(), plan.seed(), stop::isRequested));
      return end(outcome, target, published, stop);
    } catch (CancellationException e) {
      context.terminal().say("cancelled; nothing was written or published");
      return CommandLines.INTERRUPTED;
    }
  }

  private void checkRanges() {
    OptionRanges ranges = new OptionRanges(spec);
    minimumPerClass.ifPresent(least -> ranges.within(Range.atLeast(1), "--min-per-class", least));
    training.check(ranges);
    base.check(ranges);
    ranges.require(
        !base.isAutomatic() || (!resume && warmStart.isEmpty()),
        "--backbone auto cannot go on from a model or a checkpoint: name the backbone it was"
            + " trained with");
    ranges.refuse();
    if (!base.isAutomatic()) {
      checkedPlan();
    }
  }

  /** Refuses what would show after the images are read, or after the first phase, only. */
  private TrainingPlan checkedPlan() {
    OptionRanges ranges = new OptionRanges(spec);
    TrainingPlan plan = training.plan(base::usualSize, base::usualCut);
    training
        .fromLayer(base::usualCut)
        .ifPresent(layer -> base.checkFromLayer(layer, plan.size(), ranges));
    ranges.refuse();
    return plan;
  }

  private Optional<ModelFolder> modelFolder() {
    return output.map(ModelFolder::new);
  }

  private String whatStays() {
    return output
        .map("the checkpoint in %s stays, --resume continues from it"::formatted)
        .orElse("without --output nothing is kept");
  }

  private int end(
      Outcome outcome, Optional<KafkaTarget> target, Publication published, StopSignal stop) {
    if (outcome instanceof Outcome.Interrupted interrupted) {
      interrupted.best().ifPresent(this::write);
      return CommandLines.INTERRUPTED;
    }
    Outcome.Finished finished = (Outcome.Finished) outcome;
    write(finished.model());
    modelFolder()
        .ifPresent(
            directory ->
                directory.writeLineage(finished.model().manifest().sha256(), finished.lineage()));
    report.ifPresent(directory -> writeReport(finished, directory));
    if (stop.isRequested()) {
      return CommandLines.INTERRUPTED;
    }
    target.ifPresent(
        broker ->
            Publishers.publish(
                finished.model(),
                Optional.of(finished.lineage()),
                broker,
                context.terminal(),
                published));
    modelFolder().map(ModelFolder::checkpoint).ifPresent(CheckpointFile::remove);
    sayNext();
    return ExitCode.OK;
  }

  private void sayNext() {
    Optional<KafkaOptions> published = publish.chosen(kafka);
    if (published.isPresent()) {
      NextStep.say(
          context,
          published.get(),
          "'afterimage produce DIR%s' sends images, 'afterimage predictions%s' shows the answers");
    } else if (output.isPresent()) {
      String model = ShellWord.of(output.get());
      NextStep.say(
          context,
          kafka,
          "'afterimage classify --model MODEL photo.jpg' tries it, 'afterimage models publish MODEL%s' lets a stream answer with it"
              .replace("MODEL", model));
    }
  }

  private void write(ModelArtifact model) {
    modelFolder().ifPresent(directory -> directory.write(model, context.terminal()));
  }

  private void writeReport(Outcome.Finished finished, Path directory) {
    ReportContent content =
        ReportContent.of(folder, finished.model(), finished.images(), Set.of(Split.VALIDATION));
    context.terminal().say("report in " + ReportPage.write(content, directory));
  }
}
