package io.afterimage.benchmarks;

import io.afterimage.benchmarks.parts.HeadScore;
import io.afterimage.benchmarks.parts.LabelledFeatures;
import io.afterimage.benchmarks.parts.WrongLabels;
import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.training.djl.OnnxSoftmaxEngine;
import io.afterimage.training.head.FittedHead;
import io.afterimage.training.head.HeadExamples;
import io.afterimage.training.head.HeadFitting;
import io.afterimage.training.suspects.LabelNoise;
import io.afterimage.training.suspects.NoisyLabelFitting;
import io.afterimage.training.suspects.SuspectHandling;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes some labels wrong, fits heads, and scores what is found and learned. */
@Command(
    name = "suspects",
    description = "How good a head is by the share of wrong labels, and which of them are found.",
    mixinStandardHelpOptions = true)
final class SuspectsCommand implements Callable<Integer> {

  @Mixin private ReportOptions report;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "DIR",
      description = "Folder with train/ and test/ or validation/, one folder per class below.")
  private Path folder;

  @Option(
      names = "--per-class",
      defaultValue = "1000",
      description =
          "Training images of each class; 500/25 are those of the first and of all others."
              + " Default: ${DEFAULT-VALUE}")
  private String perClass;

  @Option(
      names = "--wrong",
      split = ",",
      defaultValue = "0,0.1,0.2,0.3",
      description = "Shares of wrong labels. Default: ${DEFAULT-VALUE}")
  private double[] wrong;

  @Option(
      names = "--draws",
      defaultValue = "5",
      description = "Random choices of images and labels. Default: ${DEFAULT-VALUE}")
  private int draws;

  @Option(names = "--balanced", description = "Answer for equally frequent classes.")
  private boolean balanced;

  @Option(
      names = "--size",
      defaultValue = "160",
      description = "Height and width of the images. Default: ${DEFAULT-VALUE}")
  private int size;

  @Override
  public Integer call() throws Exception {
    LabelledFeatures.Folder images = LabelledFeatures.read(folder, size);
    Table.Builder table =
        Table.of(
            "Wrong labels, heads on frozen features, %d fresh images, mean of %d draws"
                .formatted(images.fresh().features().rows(), draws),
            "wrong",
            "handling",
            "accuracy",
            "log loss",
            "ECE",
            "recall of the last class",
            "estimated",
            "suspects",
            "left out",
            "recall",
            "precision");
    for (double share : wrong) {
      for (SuspectHandling handling : SuspectHandling.values()) {
        if (handling != SuspectHandling.KEEP) {
          row(table, images, share, handling);
        }
      }
    }
    report.add(table.build());
    report.finish();
    return 0;
  }

  private void row(
      Table.Builder table, LabelledFeatures.Folder images, double share, SuspectHandling handling) {
    int[] counts = Arrays.stream(perClass.split("/")).mapToInt(Integer::parseInt).toArray();
    NoisyLabelFitting fitting =
        new NoisyLabelFitting(new HeadFitting(new OnnxSoftmaxEngine()), handling);
    HeadScore score = HeadScore.NONE;
    double[] sums = new double[5];
    for (int draw = 0; draw < draws; draw++) {
      WrongLabels labels = WrongLabels.among(images.pool().draw(counts, draw), share, draw);
      HeadExamples examples = labels.examples();
      NoisyLabelFitting.Result result = fitting.fit(examples, Optional.empty(), () -> false);
      FittedHead fitted = result.head();
      FittedHead answering = balanced ? fitted.withEqualPriors(result.learned(examples)) : fitted;
      score = score.plus(HeadScore.of(answering.head(), images.fresh()));
      LabelNoise noise = result.noise().orElseThrow();
      sums[0] += noise.rate();
      sums[1] += noise.suspects().size();
      sums[2] += result.leftOut().cardinality();
      sums[3] += labels.recall(noise.suspects());
      sums[4] += labels.precision(noise.suspects());
    }
    table.row(
        share,
        handling.code(),
        score.accuracy() / draws,
        score.loss() / draws,
        score.calibrationError() / draws,
        score.lastRecall() / draws,
        sums[0] / draws,
        sums[1] / draws,
        sums[2] / draws,
        sums[3] / draws,
        sums[4] / draws);
  }
}
