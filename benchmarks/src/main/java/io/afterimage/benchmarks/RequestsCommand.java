package io.afterimage.benchmarks;

import io.afterimage.benchmarks.parts.LabelStream;
import io.afterimage.benchmarks.parts.LabelledFeatures;
import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts the labels that it takes to reach an accuracy. */
@Command(
    name = "requests",
    description = "How many labels it takes to reach an accuracy: those asked for against any.",
    mixinStandardHelpOptions = true)
final class RequestsCommand implements Callable<Integer> {

  private static final double ALL_AT_RANDOM = 1;

  @Mixin private ReportOptions report;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      required = true,
      description =
          "Folder with train/ and test/ or validation/, one folder per class below; may be given"
              + " several times.")
  private List<Path> folders;

  @Option(
      names = "--seeds",
      defaultValue = "5",
      description = "Streams of each folder. Default: ${DEFAULT-VALUE}")
  private int seeds;

  @Option(
      names = "--per-class",
      defaultValue = "2",
      description = "Labels of each class before the first round. Default: ${DEFAULT-VALUE}")
  private int perClass;

  @Option(
      names = "--round",
      defaultValue = "1000",
      description = "Images of a round. Default: ${DEFAULT-VALUE}")
  private int images;

  @Option(
      names = "--labels",
      defaultValue = "10",
      description = "Labels of a round. Default: ${DEFAULT-VALUE}")
  private int labels;

  @Option(
      names = "--rounds",
      defaultValue = "21",
      description = "Rounds of a stream. Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--audit-share",
      defaultValue = "0.2",
      description = "Labels asked for at random. Default: ${DEFAULT-VALUE}")
  private double auditShare;

  @Option(
      names = "--size",
      defaultValue = "160",
      description = "Height and width of the images. Default: ${DEFAULT-VALUE}")
  private int size;

  @Override
  public Integer call() throws Exception {
    Table.Builder table =
        Table.of(
            "Labels until an accuracy on fresh images: %d of every %d images, mean of %d streams"
                .formatted(labels, images, seeds),
            "images",
            "accuracy",
            "labels of any images",
            "labels asked for",
            "accuracy with as many asked for");
    for (Path folder : folders) {
      LabelledFeatures.Folder features = LabelledFeatures.read(folder, size);
      LabelStream stream = new LabelStream(features, perClass, images, labels);
      double[] any = mean(stream, ALL_AT_RANDOM);
      double[] asked = mean(stream, auditShare);
      for (int round : new int[] {rounds / 3, 2 * rounds / 3, rounds}) {
        table.row(
            folder.getFileName().toString(),
            any[round],
            round * labels,
            labelsUntil(any[round], asked),
            asked[round]);
      }
    }
    report.add(table.build());
    report.finish();
    return 0;
  }

  private double[] mean(LabelStream stream, double randomShare) {
    double[] mean = new double[rounds + 1];
    for (int seed = 0; seed < seeds; seed++) {
      double[] accuracies = stream.accuracies(rounds, randomShare, seed);
      for (int round = 0; round <= rounds; round++) {
        mean[round] += accuracies[round] / seeds;
      }
    }
    return mean;
  }

  /** Between two rounds the accuracy is taken to rise evenly. */
  private String labelsUntil(double accuracy, double[] reached) {
    for (int round = 1; round <= rounds; round++) {
      if (reached[round] >= accuracy) {
        double before = Math.min(accuracy, reached[round - 1]);
        double part = (accuracy - before) / Math.max(1e-9, reached[round] - before);
        return String.format(Locale.ROOT, "%.0f", (round - 1 + part) * labels);
      }
    }
    return "more than " + rounds * labels;
  }
}
