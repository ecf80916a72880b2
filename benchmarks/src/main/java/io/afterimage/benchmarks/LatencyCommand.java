package io.afterimage.benchmarks;

import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.benchmarks.rig.Bench;
import io.afterimage.benchmarks.rig.ImageFeed;
import io.afterimage.benchmarks.rig.Installation;
import io.afterimage.benchmarks.rig.Latencies;
import io.afterimage.benchmarks.rig.Load;
import io.afterimage.benchmarks.rig.PhotoOptions;
import io.afterimage.benchmarks.rig.Photos;
import io.afterimage.benchmarks.rig.PredictionReader;
import io.afterimage.benchmarks.rig.StreamChild;
import io.afterimage.benchmarks.rig.StreamOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how long one image takes, with little to do and with half of what can be done. */
@Command(
    name = "latency",
    description = "Latency at few images per second and at half the capacity, both guarantees.",
    mixinStandardHelpOptions = true)
final class LatencyCommand implements Callable<Integer> {

  private static final Duration SETTLING = Duration.ofSeconds(3);

  @Mixin private PhotoOptions photoOptions;
  @Mixin private StreamOptions streamOptions;
  @Mixin private ReportOptions report;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "Per rate and guarantee. Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--burst",
      defaultValue = "2000",
      description = "Images to measure the capacity with. Default: ${DEFAULT-VALUE}")
  private int burst;

  @Option(names = "--slow", defaultValue = "5", description = "Default: ${DEFAULT-VALUE} images/s")
  private double slow;

  @Override
  public Integer call() throws Exception {
    Photos photos = photoOptions.read();
    Table.Builder table =
        Table.of(
            "Milliseconds from the image's timestamp",
            "guarantee",
            "images/s",
            "load",
            "images",
            "predicted p50",
            "predicted p99",
            "visible p50",
            "visible p99",
            "visible max");
    for (String guarantee : List.of("exactly-once", "at-least-once")) {
      try (Installation installation = Installation.open();
          PredictionReader reader = new PredictionReader(installation);
          ImageFeed feed = new ImageFeed(installation, photos);
          StreamChild child =
              StreamChild.start(
                  installation,
                  "latency",
                  "benchmark",
                  streamOptions.with("processing.guarantee", guarantee))) {
        child.awaitVersion(installation.publish(Bench.MODELS.withHead(1)).modelVersion());
        double capacity = Load.capacity(feed, reader, burst);
        report.say("%s: capacity %.0f images/s".formatted(guarantee, capacity));
        for (double rate : List.of(slow, capacity / 2)) {
          Latencies latencies = measure(feed, reader, rate);
          table.row(
              guarantee,
              rate,
              rate / capacity,
              latencies.count(),
              latencies.predicted(0.5),
              latencies.predicted(0.99),
              latencies.visible(0.5),
              latencies.visible(0.99),
              latencies.visible(1));
        }
      }
    }
    report.add(table.build());
    report.finish();
    return 0;
  }

  private Latencies measure(ImageFeed feed, PredictionReader reader, double rate) {
    int before = reader.count();
    Instant from = Instant.now().plus(SETTLING);
    Load.whileSteady(
        feed, reader, rate, () -> Load.last(SETTLING.plus(Duration.ofSeconds(seconds))));
    return Latencies.of(
        reader.seen().subList(before, reader.count()),
        prediction -> prediction.receivedAt().isAfter(from));
  }
}
