package io.afterimage.cli.command;

import io.afterimage.cli.options.CommandFailure;
import io.afterimage.cli.options.KafkaOptions;
import io.afterimage.cli.options.KafkaTarget;
import io.afterimage.cli.publishing.Publishers;
import io.afterimage.cli.recipes.Recipe;
import io.afterimage.cli.report.ReportContent;
import io.afterimage.cli.report.ReportPage;
import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.cli.training.EpochTable;
import io.afterimage.cli.training.PictureTraining;
import io.afterimage.cli.training.TrainingPlan;
import io.afterimage.events.ModelEvent.Announced;
import io.afterimage.model.ModelArtifact;
import io.afterimage.model.registry.ModelPublisher;
import io.afterimage.model.store.ArtifactFolder;
import io.afterimage.trainer.dataset.Dataset;
import io.afterimage.trainer.dataset.DatasetException;
import io.afterimage.trainer.dataset.FolderDataset;
import io.afterimage.trainer.dataset.Split;
import io.afterimage.trainer.dataset.StableSplit;
import io.afterimage.trainer.dataset.TrainingSet;
import io.afterimage.trainer.training.Base;
import io.afterimage.trainer.training.Checkpoints;
import io.afterimage.trainer.training.EpochResult;
import io.afterimage.trainer.training.StartingPoint;
import io.afterimage.trainer.training.Training;
import io.afterimage.trainer.training.TrainingResult;
import io.afterimage.trainer.training.checkpoint.CheckpointFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a model on a folder of pictures. */
@Command(
    name = "train",
    description = {
      "Train a model on a folder with one folder of pictures per class.",
      "With train/ beside validation/ or test/ (or both) above the class folders, pictures are",
      "split so; otherwise a stable fifth of them validates.",
      "Ctrl-C ends after the batch: with --output, the best finished epoch's model is written there,",
      "and the same command with --resume goes on after the last finished epoch."
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

  @Parameters(paramLabel = "DIR", description = "Folder with one folder of pictures per class.")
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
      description = "Go on from the checkpoint that an interrupted training left in --output.")
  private boolean resume;

  @Option(
      names = "--warm-start",
      paramLabel = "DIR",
      description = "Go on from the model in this folder instead of from the pretrained base.")
  private Optional<Path> warmStart;

  @Mixin private PublishOption publish;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Write index.html with figures there: pictures, learning curves, confusion matrix,"
              + " predictions, mistakes, calibration.")
  private Optional<Path> report;

  @Mixin private KafkaOptions kafka;

  @Mixin private BaseOptions base;

  @Mixin private TrainingOptions training;

  @Option(
      names = "--min-per-class",
      paramLabel = "N",
      description =
          "Leave out classes with fewer pictures. Without it, one with fewer than "
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
          "Say what is to come of it: --output DIR, --publish, --report DIR, or several of them");
    }
    if (resume && output.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--resume needs --output DIR, the folder that has the checkpoint");
    }
    TrainingPlan plan = checkedPlan();
    Optional<KafkaTarget> target = publish.target(kafka, context.environment());
    output.ifPresent(TargetFolder::requireWritable);
    report.ifPresent(TargetFolder::requireWritable);
    target.ifPresent(KafkaTarget::requireBroker);
    Dataset dataset = pictures().withTestShare(training.testShare());
    StartingPoint start = StartingPoint.of(warmStart.map(ArtifactFolder::read));
    try (StopSignal stop = StopSignal.install()) {
      Optional<Trained> trained = train(dataset, plan, start, stop);
      Optional<ModelArtifact> model = trained.map(Trained::model);
      model.ifPresent(finished -> output.ifPresent(directory -> write(finished, directory)));
      trained.flatMap(Trained::content).ifPresent(this::writeReport);
      if (stop.isRequested()) {
        return CommandLines.INTERRUPTED;
      }
      target.ifPresent(kafkaTarget -> publish(model.orElseThrow(), kafkaTarget));
      checkpoint().ifPresent(CheckpointFile::remove);
      return ExitCode.OK;
    } catch (CancellationException e) {
      context.terminal().say("cancelled; nothing was written or published");
      return CommandLines.INTERRUPTED;
    }
  }

  /** Refuses what would show after the pictures are read, or after the first phase, only. */
  private TrainingPlan checkedPlan() {
    OptionRanges ranges = new OptionRanges(spec);
    minimumPerClass.ifPresent(least -> ranges.atLeast("--min-per-class", least, 1));
    training.check(ranges);
    base.check(ranges);
    ranges.refuse();
    TrainingPlan plan = training.plan(base::usualSize);
    training.fromLayer().ifPresent(layer -> base.checkFromLayer(layer, plan.size(), ranges));
    ranges.refuse();
    return plan;
  }

  /** Nobody is to learn from the model that a class is missing: leaving one out has to be asked. */
  private Dataset pictures() {
    int least = minimumPerClass.orElse(FolderDataset.DEFAULT_MINIMUM_PER_CLASS);
    Dataset dataset = FolderDataset.list(folder, StableSplit.FOLDER, least);
    if (minimumPerClass.isEmpty() && !dataset.leftOut().isEmpty()) {
      throw new DatasetException(
          "%s, at least %d are needed: add pictures, or leave such classes out with --min-per-class %d"
              .formatted(tooSmall(dataset), least, least));
    }
    return dataset;
  }

  private static String tooSmall(Dataset dataset) {
    return new TreeMap<>(dataset.leftOut())
        .entrySet().stream()
            .map(
                left ->
                    "class %s has %d picture%s"
                        .formatted(left.getKey(), left.getValue(), left.getValue() == 1 ? "" : "s"))
            .collect(Collectors.joining(", "));
  }

  private Optional<CheckpointFile> checkpoint() {
    return output.map(directory -> new CheckpointFile(directory.resolve("checkpoint.safetensors")));
  }

  private void sayWithoutCheckpoint(CheckpointFile checkpoint) {
    if (!Files.exists(checkpoint.file())) {
      Path directory = output.orElseThrow();
      boolean replaces = Files.exists(directory.resolve(ArtifactFolder.MODEL_FILE));
      context
          .terminal()
          .say(
              "no checkpoint in %s: training from the beginning%s"
                  .formatted(directory, replaces ? "; its model will be replaced" : ""));
    }
  }

  /** What came of it, with a report where one is wanted and training was not interrupted. */
  private record Trained(ModelArtifact model, Optional<ReportContent> content) {}

  private Optional<Trained> train(
      Dataset dataset, TrainingPlan plan, StartingPoint start, StopSignal stop) {
    Terminal terminal = context.terminal();
    terminal.say(
        "%d classes: %s".formatted(dataset.labels().size(), String.join(", ", dataset.labels())));
    dataset
        .leftOut()
        .forEach((label, size) -> terminal.say("left out %s: only %d".formatted(label, size)));
    Base loaded = base.load(context, plan.size(), plan.seed(), stop::isRequested);
    PictureTraining trainer = new PictureTraining(loaded);
    TrainingSet pictures;
    try (Progress bar =
        Progress.start(terminal, "reading", dataset.pictures().size(), "pictures")) {
      pictures = trainer.read(dataset, plan, (done, total) -> bar.stepTo(done), stop::isRequested);
    }
    SkippedPictures.report(pictures.skipped(), terminal);
    terminal.say("pictures: " + sizes(pictures));
    checkpoint().ifPresent(resume ? this::sayWithoutCheckpoint : CheckpointFile::remove);
    Checkpoints checkpoints = checkpoint().map(Checkpoints.class::cast).orElse(Checkpoints.NONE);
    try (EpochTable table = new EpochTable(terminal)) {
      TrainingResult result =
          trainer.train(pictures, plan, start, checkpoints, table, stop::isRequested);
      testScore(result, pictures).ifPresent(terminal::print);
      return Optional.of(
          new Trained(
              result.artifact(),
              report.map(
                  directory ->
                      ReportContent.of(
                          folder, result.artifact(), pictures, Set.of(Split.VALIDATION)))));
    } catch (RuntimeException e) {
      // What fails once the process is asked to end is no news: the best epoch is.
      if (!stop.isRequested()) {
        throw e;
      }
      Optional<Training.SoFar> best = trainer.bestSoFar(pictures, plan, start, checkpoints);
      terminal.say(
          best.map(TrainCommand::interrupted).orElse("cancelled before an epoch was finished"));
      return best.map(found -> new Trained(found.artifact(), Optional.empty()));
    }
  }

  private static Optional<String> testScore(TrainingResult result, TrainingSet pictures) {
    return result
        .phases()
        .get(result.chosen())
        .test()
        .map(
            score ->
                "test accuracy %.1f %%, loss %.4f, on %d pictures"
                    .formatted(
                        score.accuracy() * 100, score.loss(), pictures.of(Split.TEST).size()));
  }

  private static String sizes(TrainingSet pictures) {
    return Arrays.stream(Split.values())
        .filter(split -> !pictures.of(split).isEmpty())
        .map(
            split ->
                "%d %s".formatted(pictures.of(split).size(), split.name().toLowerCase(Locale.ROOT)))
        .collect(Collectors.joining(", "));
  }

  private static String interrupted(Training.SoFar soFar) {
    EpochResult best = soFar.best();
    return "interrupted after %d finished epochs, --resume goes on; the best is epoch %d of %s with validation accuracy %.1f %%"
        .formatted(
            soFar.epochs(),
            best.epoch() + 1,
            best.phase().code().replace('_', '-'),
            best.validation().accuracy() * 100);
  }

  private void writeReport(ReportContent content) {
    context.terminal().say("report in " + ReportPage.write(content, report.orElseThrow()));
  }

  private void write(ModelArtifact model, Path directory) {
    ArtifactFolder.write(model, directory);
    context.terminal().say("written to " + directory);
  }

  private void publish(ModelArtifact model, KafkaTarget target) {
    try (ModelPublisher publisher = Publishers.open(target)) {
      Announced announced = publisher.publish(model);
      context
          .terminal()
          .say(
              "published as %s, SHA-256 %s; active is %s"
                  .formatted(
                      announced.modelVersion(),
                      announced.sha256(),
                      publisher
                          .registry()
                          .apply(announced)
                          .active()
                          .map(Announced::modelVersion)
                          .orElse("none")));
    }
  }
}
