package io.afterimage.cli.command;

import io.afterimage.cli.offline.OfflineEvaluation;
import io.afterimage.cli.options.CommandFailure;
import io.afterimage.cli.terminal.Progress;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Table;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.events.EventJson;
import io.afterimage.model.ModelArtifact;
import io.afterimage.model.picture.PictureDecoder;
import io.afterimage.model.picture.PictureLimits;
import io.afterimage.model.store.ArtifactFolder;
import io.afterimage.trainer.dataset.Dataset;
import io.afterimage.trainer.dataset.DecodedPicture;
import io.afterimage.trainer.dataset.FolderDataset;
import io.afterimage.trainer.dataset.Split;
import io.afterimage.trainer.dataset.StableSplit;
import io.afterimage.trainer.dataset.TrainingSet;
import io.afterimage.trainer.dataset.TrainingSetReader;
import io.afterimage.trainer.training.Resources;
import io.afterimage.trainer.validation.ClassScore;
import io.afterimage.trainer.validation.Evaluation;
import io.afterimage.trainer.validation.HeldOutPictures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Scores a model on labelled pictures. */
@Command(
    name = "evaluate",
    description = {
      "Score a model on a folder with one folder of pictures per class: accuracy with its 95 %",
      "interval, recall and precision of each class, confusion matrix, calibration error.",
      "The pictures are split as 'afterimage train' splits them, and the validation pictures are",
      "scored; --split chooses others."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage evaluate --model model/ photos/",
      "  afterimage evaluate --model model/ --split all new-photos/",
      "  afterimage evaluate --model model/ --json photos/ | jq .accuracy"
    })
final class EvaluateCommand implements Callable<Integer> {

  /** Which pictures of a folder. */
  enum Pictures {
    TRAIN,
    VALIDATION,
    TEST,
    ALL;

    Set<Split> splits() {
      return this == ALL ? EnumSet.allOf(Split.class) : EnumSet.of(Split.valueOf(name()));
    }
  }

  private final CommandContext context;

  @Parameters(paramLabel = "FOLDER", description = "Folder with one folder of pictures per class.")
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
      description = "Which pictures: train, validation, test or all.")
  private Pictures pictures;

  @Option(names = "--json", description = "The scores as one line of JSON.")
  private boolean json;

  EvaluateCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    ModelArtifact artifact = ArtifactFolder.read(model);
    try (StopSignal stop = StopSignal.install()) {
      HeldOutPictures held = read(artifact, stop);
      Evaluation evaluation = OfflineEvaluation.of(artifact, held).evaluation();
      if (json) {
        context.terminal().print(new String(EventJson.write(evaluation), StandardCharsets.UTF_8));
      } else {
        print(evaluation);
      }
      return ExitCode.OK;
    }
  }

  private HeldOutPictures read(ModelArtifact artifact, StopSignal stop) {
    Terminal terminal = context.terminal();
    Dataset dataset = FolderDataset.list(folder, StableSplit.FOLDER, 1).only(pictures.splits());
    TrainingSet read;
    try (Progress bar =
        Progress.start(terminal, "reading", dataset.pictures().size(), "pictures")) {
      read =
          new TrainingSetReader(
                  new PictureDecoder(PictureLimits.DEFAULT)::decode,
                  Resources.ofMachine().threads())
              .readAny(
                  dataset,
                  artifact.manifest().input(),
                  (done, total) -> bar.stepTo(done),
                  stop::isRequested);
    }
    SkippedPictures.report(read.skipped(), terminal);
    List<DecodedPicture> all =
        Arrays.stream(Split.values()).flatMap(split -> read.of(split).stream()).toList();
    if (all.isEmpty()) {
      throw new CommandFailure(
          "%s has no usable %s pictures: --split all takes every picture"
              .formatted(folder, pictures.name().toLowerCase(Locale.ROOT)));
    }
    return new HeldOutPictures(read.labels(), read.input(), all);
  }

  private void print(Evaluation evaluation) {
    Terminal terminal = context.terminal();
    terminal.print(
        "accuracy           %s  (95 %% interval %s to %s, %d pictures)"
            .formatted(
                percent(evaluation.accuracy()),
                percent(evaluation.interval().low()),
                percent(evaluation.interval().high()),
                evaluation.pictures()));
    terminal.print("log loss           %.4f".formatted(evaluation.logLoss()));
    terminal.print("calibration error  " + percent(evaluation.calibrationError()));
    Table classes = new Table("class", "pictures", "recall", "precision");
    List<ClassScore> scores = evaluation.classes();
    for (int i = 0; i < scores.size(); i++) {
      classes.row(
          scores.get(i).label(),
          scores.get(i).pictures(),
          percent(scores.get(i).recall()),
          percent(evaluation.precision(i)));
    }
    printTable(classes);
    printTable(confusion(evaluation));
  }

  /** A row for each true class, a column for each answer. */
  private static Table confusion(Evaluation evaluation) {
    List<ClassScore> scores = evaluation.classes();
    int columns = evaluation.confusion().get(0).size();
    String[] header = new String[columns + 1];
    header[0] = "true \\ answered";
    for (int i = 0; i < columns; i++) {
      header[i + 1] = i < scores.size() ? scores.get(i).label() : "other";
    }
    Table table = new Table(header);
    for (int row = 0; row < scores.size(); row++) {
      Object[] cells = new Object[columns + 1];
      cells[0] = scores.get(row).label();
      for (int i = 0; i < columns; i++) {
        cells[i + 1] = evaluation.confusion().get(row).get(i);
      }
      table.row(cells);
    }
    return table;
  }

  private void printTable(Table table) {
    Terminal terminal = context.terminal();
    List<String> lines = table.lines();
    terminal.print("");
    terminal.print(terminal.style().strong(lines.get(0)));
    lines.stream().skip(1).forEach(terminal::print);
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? percent(share.getAsDouble()) : "-";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
