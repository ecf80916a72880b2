package io.afterimage.benchmarks;

import io.afterimage.benchmarks.adapt.Story;
import io.afterimage.benchmarks.parts.LabelledFeatures;
import io.afterimage.benchmarks.parts.Sessions;
import io.afterimage.benchmarks.parts.Sessions.Estimate;
import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.images.ImageDecoder;
import io.afterimage.images.ImageLimits;
import io.afterimage.images.InputSpec;
import io.afterimage.training.Resources;
import io.afterimage.training.dataset.Dataset;
import io.afterimage.training.dataset.LabelledImage;
import io.afterimage.training.dataset.TrainingSetReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Learns the beginning of a real stream, and compares what is held out with what comes next. */
@Command(
    name = "sessions",
    description = "Whether held-out accuracy holds for the next images of a stream with sessions.",
    mixinStandardHelpOptions = true)
final class SessionsCommand implements Callable<Integer> {

  @Mixin private ReportOptions report;

  @Option(
      names = "--stream",
      paramLabel = "DIR",
      defaultValue = "../shared/data/sign-language-digits",
      description = "Folder with stream.csv (order,file,label,group). Default: ${DEFAULT-VALUE}")
  private Path stream;

  @Option(
      names = "--next",
      paramLabel = "N",
      defaultValue = "110",
      description = "Images that come after each cut. Default: ${DEFAULT-VALUE}")
  private int next;

  @Option(
      names = "--size",
      defaultValue = "160",
      description = "Height and width of the images. Default: ${DEFAULT-VALUE}")
  private int size;

  @Override
  public Integer call() throws Exception {
    Sessions sessions = new Sessions(features(), next);
    Table.Builder table =
        Table.of(
            "Learned up to each of %d cuts, scored on the next %d images"
                .formatted(sessions.cuts().length, next),
            "groups",
            "accuracy held out",
            "accuracy next",
            "mean difference",
            "largest difference");
    add(table, "none", sessions.byId());
    add(table, "as the stream says", sessions.byGroup());
    for (int block : new int[] {10, 50, 100}) {
      add(table, "blocks of %d images".formatted(block), sessions.byBlock(block));
    }
    report.add(table.build());
    report.finish();
    return 0;
  }

  private static void add(Table.Builder table, String name, List<Estimate> estimates) {
    table.row(
        name,
        estimates.stream().mapToDouble(Estimate::heldOut).average().orElseThrow(),
        estimates.stream().mapToDouble(Estimate::next).average().orElseThrow(),
        estimates.stream().mapToDouble(Estimate::surplus).average().orElseThrow(),
        estimates.stream().mapToDouble(e -> Math.abs(e.surplus())).max().orElseThrow());
  }

  /** In the stream's order, which is kept by ids in its order. */
  private LabelledFeatures features() throws Exception {
    List<LabelledImage> images = new ArrayList<>();
    for (LabelledImage image : Story.inOrder(stream, 0).stream()) {
      images.add(
          new LabelledImage(
              "%06d".formatted(images.size()),
              image.label(),
              image.split(),
              image.group(),
              image.source()));
    }
    TreeSet<String> labels = new TreeSet<>();
    images.forEach(image -> labels.add(image.label()));
    return LabelledFeatures.of(
        new TrainingSetReader(
                new ImageDecoder(ImageLimits.DEFAULT)::decode, Resources.ofMachine().threads())
            .readAny(
                new Dataset(List.copyOf(labels), images, Map.of(), List.of()),
                InputSpec.square(size),
                TrainingSetReader.Progress.NONE,
                () -> false));
  }
}
