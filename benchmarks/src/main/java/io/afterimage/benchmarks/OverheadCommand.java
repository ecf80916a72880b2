package io.afterimage.benchmarks;

import io.afterimage.benchmarks.report.Figures;
import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.benchmarks.rig.Bench;
import io.afterimage.benchmarks.rig.ImageFeed;
import io.afterimage.benchmarks.rig.Installation;
import io.afterimage.benchmarks.rig.Load;
import io.afterimage.benchmarks.rig.PhotoOptions;
import io.afterimage.benchmarks.rig.Photos;
import io.afterimage.benchmarks.rig.PredictionReader;
import io.afterimage.benchmarks.rig.ProcessFigures;
import io.afterimage.benchmarks.rig.Scraper;
import io.afterimage.benchmarks.rig.StreamOptions;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What measuring costs: the same images with meters and without, in turn. */
@Command(
    name = "overhead",
    description = "Images per second and processor time with metrics on and off, alternating.",
    mixinStandardHelpOptions = true)
final class OverheadCommand implements Callable<Integer> {

  @Mixin private PhotoOptions photoOptions;
  @Mixin private StreamOptions streamOptions;
  @Mixin private ReportOptions report;

  @Option(
      names = "--pictures",
      defaultValue = "4000",
      description = "Per round and way. Default: ${DEFAULT-VALUE}")
  private int images;

  @Option(names = "--rounds", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--scrape",
      defaultValue = "2",
      description =
          "Seconds between two readings of /metrics while metrics are on. Default:"
              + " ${DEFAULT-VALUE}")
  private int scrapeSeconds;

  private record Way(double perSecond, double cpuMillis) {}

  private record Round(Way on, Way off) {}

  @Override
  public Integer call() throws Exception {
    Photos photos = photoOptions.read();
    List<Round> measured = new ArrayList<>();
    try (Installation installation = Installation.open();
        ImageFeed feed = new ImageFeed(installation, photos)) {
      feed.burst(images);
      installation.publish(Bench.MODELS.withHead(1));
      stream(installation, "warm-up", true);
      for (int round = 0; round < rounds; round++) {
        boolean onFirst = round % 2 == 0;
        Way first = stream(installation, "first-" + round, onFirst);
        Way second = stream(installation, "second-" + round, !onFirst);
        measured.add(onFirst ? new Round(first, second) : new Round(second, first));
        report.say(
            "on %.0f, off %.0f images/s; %.2f, %.2f ms of processor time"
                .formatted(
                    measured.get(round).on().perSecond(),
                    measured.get(round).off().perSecond(),
                    measured.get(round).on().cpuMillis(),
                    measured.get(round).off().cpuMillis()));
      }
    }
    report.add(
        Table.of(
                "%d photos, %d rounds, read every %d s".formatted(images, rounds, scrapeSeconds),
                "ratio on/off within a round",
                "median",
                "lowest",
                "highest")
            .row(
                Figures.spread("images/s", measured, r -> r.on().perSecond() / r.off().perSecond()))
            .row(
                Figures.spread(
                    "processor time per image",
                    measured,
                    r -> r.on().cpuMillis() / r.off().cpuMillis()))
            .build());
    report.finish();
    return 0;
  }

  /**
   * Images per second from a tenth of the images on; processor time of all of it, the start as
   * well: what was decoded before a moment in between cannot be told where nothing is measured.
   */
  private Way stream(Installation installation, String application, boolean metrics) {
    StreamConfig config =
        StreamConfig.from(
            installation.options(
                application,
                "benchmark",
                0,
                streamOptions.with("metrics.enabled", Boolean.toString(metrics))));
    double cpu = ProcessFigures.own().cpuSeconds();
    try (PredictionReader reader = new PredictionReader(installation);
        StreamInstance instance = StreamInstance.start(config);
        Scraper scraper = new Scraper(instance.httpPort(), Duration.ofSeconds(scrapeSeconds))) {
      if (metrics) {
        scraper.start();
      }
      reader.await(images, Load.PATIENCE);
      if (instance.terminated().isDone()) {
        throw new IllegalStateException("the stream ended while it was measured");
      }
      return new Way(
          Load.rate(reader.seen()), (ProcessFigures.own().cpuSeconds() - cpu) * 1000 / images);
    }
  }
}
