package io.afterimage.cli.command;

import io.afterimage.cli.report.ReportContent;
import io.afterimage.cli.report.ReportPage;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.models.ModelArtifact;
import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.TrainingSet;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows a model in a page. */
@Command(
    name = "report",
    description = {
      "Write a page about a model, from its folder and images.",
      "It shows sample images, one of them as training varied it, learning curves, confusion",
      "matrix, predictions, the most confident mistakes, calibration, layers.",
      "It is the page that 'afterimage train --report' writes; the curves come from the manifest.",
      "The images are split as 'afterimage train' splits them, and the validation images are",
      "scored; --split chooses others."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage report --model model/ --output report/ photos/",
      "  afterimage report --model model/ --output report/ --split all new-photos/"
    })
final class ReportCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private ModelOnImages model;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Write index.html and its figures there; a report that is there is replaced.")
  private Path output;

  ReportCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    ModelArtifact artifact = model.artifact();
    try (StopSignal stop = StopSignal.install(context.terminal(), "the page may be incomplete")) {
      TrainingSet images =
          model.read(artifact, Set.of(Split.TRAIN), context.terminal(), stop::isRequested);
      ReportContent content = ReportContent.of(model.folder(), artifact, images, model.splits());
      context.terminal().say("report in " + ReportPage.write(content, output));
      return ExitCode.OK;
    }
  }
}
