package io.afterimage.cli.command;

import io.afterimage.cli.offline.OfflineEvaluation;
import io.afterimage.cli.terminal.ShellWord;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Table;
import io.afterimage.cli.terminal.Terminal;
import io.afterimage.models.ModelArtifact;
import io.afterimage.schemas.events.EventJson;
import io.afterimage.training.dataset.DecodedImage;
import io.afterimage.training.dataset.TrainingSet;
import io.afterimage.training.validation.ClassScore;
import io.afterimage.training.validation.Evaluation;
import io.afterimage.training.validation.HeldOutImages;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Scores a model on labelled images. */
@Command(
    name = "evaluate",
    description = {
      "Evaluate a model on a folder with one folder of images per class.",
      "Shows accuracy with its 95 %% interval, recall and precision of each class, confusion"
          + " matrix,",
      "calibration error.",
      "The images are split as 'afterimage train' splits them, and the validation images are",
      "scored; --split chooses others."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage evaluate --model model/ photos/",
      "  afterimage evaluate --model model/ --split all new-photos/",
      "  afterimage evaluate --model model/ --json photos/ | jq .accuracy"
    })
final class EvaluateCommand implements Callable<Integer> {

  /** Classes whose matrix a terminal can show. */
  private static final int MOST_IN_MATRIX = 40;

  private static final int MOST_CONFUSED = 20;

  private final CommandContext context;

  @Mixin private ModelOnImages model;

  @Option(names = "--json", description = "The scores as one line of JSON.")
  private boolean json;

  EvaluateCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    ModelArtifact artifact = model.artifact();
    try (StopSignal stop = StopSignal.install(context.terminal(), "nothing was written")) {
      TrainingSet read = model.read(artifact, Set.of(), context.terminal(), stop::isRequested);
      List<DecodedImage> scored =
          model.splits().stream().flatMap(split -> read.of(split).stream()).toList();
      Evaluation evaluation =
          OfflineEvaluation.of(artifact, new HeldOutImages(read.labels(), read.input(), scored))
              .evaluation();
      if (json) {
        context.terminal().print(new String(EventJson.write(evaluation), StandardCharsets.UTF_8));
      } else {
        print(evaluation);
        NextStep.say(
            context,
            "'afterimage report --model %1$s --output report/ %2$s' shows the images, 'afterimage models publish %1$s' lets a stream answer with it"
                .formatted(ShellWord.of(model.modelFolder()), ShellWord.of(model.folder())));
      }
      return ExitCode.OK;
    }
  }

  private void print(Evaluation evaluation) {
    Terminal terminal = context.terminal();
    terminal.print(
        "accuracy           %s  (95 %% interval %s to %s, %d images)"
            .formatted(
                percent(evaluation.accuracy()),
                percent(evaluation.interval().low()),
                percent(evaluation.interval().high()),
                evaluation.images()));
    terminal.print("log loss           %.4f".formatted(evaluation.logLoss()));
    terminal.print("calibration error  " + percent(evaluation.calibrationError()));
    Table classes = new Table("class", "images", "recall", "precision");
    List<ClassScore> scores = evaluation.classes();
    for (int i = 0; i < scores.size(); i++) {
      classes.row(
          scores.get(i).label(),
          scores.get(i).images(),
          percent(scores.get(i).recall()),
          percent(evaluation.precision(i)));
    }
    printTable(classes);
    printTable(scores.size() > MOST_IN_MATRIX ? confused(evaluation) : confusion(evaluation));
  }

  private static Table confused(Evaluation evaluation) {
    Table table = new Table("confused most often", "answered", "images");
    evaluation.confused().stream()
        .limit(MOST_CONFUSED)
        .forEach(pair -> table.row(pair.label(), pair.answer(), pair.images()));
    return table;
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
