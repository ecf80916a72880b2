package io.afterimage.benchmarks;

import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.benchmarks.rig.Bench;
import io.afterimage.benchmarks.rig.ImageFeed;
import io.afterimage.benchmarks.rig.Installation;
import io.afterimage.benchmarks.rig.Load;
import io.afterimage.benchmarks.rig.PhotoOptions;
import io.afterimage.benchmarks.rig.Photos;
import io.afterimage.benchmarks.rig.PredictionReader;
import io.afterimage.benchmarks.rig.StreamChild;
import io.afterimage.benchmarks.rig.StreamOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows whether resident memory is flat over many images. */
@Command(
    name = "soak",
    description = "Resident memory over many images.",
    mixinStandardHelpOptions = true)
final class SoakCommand implements Callable<Integer> {

  private static final int IN_FLIGHT = 600;
  private static final int CHUNK = 100;

  @Mixin private PhotoOptions photoOptions;
  @Mixin private StreamOptions streamOptions;
  @Mixin private ReportOptions report;

  @Option(names = "--pictures", defaultValue = "50000", description = "Default: ${DEFAULT-VALUE}")
  private int images;

  @Option(
      names = "--every",
      defaultValue = "5000",
      description = "Images between two looks. Default: ${DEFAULT-VALUE}")
  private int every;

  @Override
  public Integer call() throws Exception {
    Photos photos = photoOptions.read();
    Table.Builder table =
        Table.of("Resident memory of an instance", "images", "MiB", "images/s since the last");
    try (Installation installation = Installation.open();
        PredictionReader reader = new PredictionReader(installation);
        ImageFeed feed = new ImageFeed(installation, photos);
        StreamChild child =
            StreamChild.start(installation, "soak", "benchmark", streamOptions.given())) {
      installation.keepOnlyNewestImages();
      child.awaitVersion(installation.publish(Bench.MODELS.withHead(1)).modelVersion());
      table.row(0, child.figures().residentMiB(), 0.0);
      for (int done = 0; done < images; done += every) {
        long started = System.nanoTime();
        push(feed, reader, done + every);
        double rate = every * 1e9 / (System.nanoTime() - started);
        double resident = child.figures().residentMiB();
        table.row(done + every, resident, rate);
        report.say("%d: %.0f MiB, %.0f images/s".formatted(done + every, resident, rate));
      }
    }
    report.add(table.build());
    report.finish();
    return 0;
  }

  private static void push(ImageFeed feed, PredictionReader reader, int until) {
    while (feed.sent() < until) {
      feed.burst(Math.min(CHUNK, until - feed.sent()));
      reader.await(feed.sent() - IN_FLIGHT, Load.PATIENCE);
    }
    reader.await(until, Load.PATIENCE);
  }
}
