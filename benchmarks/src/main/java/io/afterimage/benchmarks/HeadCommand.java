package io.afterimage.benchmarks;

import io.afterimage.benchmarks.parts.HeadScore;
import io.afterimage.benchmarks.parts.LabelledFeatures;
import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.training.djl.OnnxSoftmaxEngine;
import io.afterimage.training.head.FittedHead;
import io.afterimage.training.head.HeadExamples;
import io.afterimage.training.head.HeadFitting;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fits heads on few images and scores them on others. */
@Command(
    name = "head",
    description = "How good a fitted head is on fresh images, by the number of training images.",
    mixinStandardHelpOptions = true)
final class HeadCommand implements Callable<Integer> {

  @Mixin private ReportOptions report;

  @Parameters(
      paramLabel = "DIR",
      description = "Folder with train/ and test/ or validation/, one folder per class below.")
  private Path folder;

  @Option(
      names = "--per-class",
      split = ",",
      defaultValue = "5,20,100,500",
      description =
          "Training images of each class; 500/25 are those of the first and of all others."
              + " Default: ${DEFAULT-VALUE}")
  private List<String> perClass;

  @Option(
      names = "--draws",
      defaultValue = "10",
      description = "Random choices of them. Default: ${DEFAULT-VALUE}")
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
            "Heads on frozen features, %d fresh images, mean of %d draws"
                .formatted(images.fresh().features().rows(), draws),
            "images a class",
            "accuracy",
            "log loss",
            "ECE",
            "recall of the last class",
            "seconds");
    for (String counts : perClass) {
      HeadScore sum = HeadScore.NONE;
      double seconds = 0;
      for (int draw = 0; draw < draws; draw++) {
        HeadExamples examples =
            images
                .pool()
                .draw(Arrays.stream(counts.split("/")).mapToInt(Integer::parseInt).toArray(), draw);
        long started = System.nanoTime();
        FittedHead fitted =
            new HeadFitting(new OnnxSoftmaxEngine()).fit(examples, Optional.empty(), () -> false);
        seconds += (System.nanoTime() - started) / (double) TimeUnit.SECONDS.toNanos(1);
        FittedHead answering = balanced ? fitted.withEqualPriors(examples) : fitted;
        sum = sum.plus(HeadScore.of(answering.head(), images.fresh()));
      }
      table.row(
          counts,
          sum.accuracy() / draws,
          sum.loss() / draws,
          sum.calibrationError() / draws,
          sum.lastRecall() / draws,
          seconds / draws);
    }
    report.add(table.build());
    report.finish();
    return 0;
  }
}
