package io.afterimage.benchmarks;

import io.afterimage.benchmarks.report.Figures;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what a shadow costs the predictions, by the share of the images that it answers. */
@Command(
    name = "shadow",
    description =
        "Images per second, and latency at one steady rate, without a shadow and with shadows of"
            + " several shares; alternating.",
    mixinStandardHelpOptions = true)
final class ShadowCommand implements Callable<Integer> {

  private static final Duration SETTLING = Duration.ofSeconds(3);

  @Mixin private PhotoOptions photoOptions;
  @Mixin private StreamOptions streamOptions;
  @Mixin private ReportOptions report;

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "At the steady rate, per round and share. Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--burst",
      defaultValue = "2000",
      description = "Images per round and share for the throughput. Default: ${DEFAULT-VALUE}")
  private int burst;

  @Option(
      names = "--load",
      defaultValue = "0.3",
      description = "Steady rate, of the throughput without a shadow. Default: ${DEFAULT-VALUE}")
  private double load;

  @Option(
      names = "--shares",
      split = ",",
      defaultValue = "0,0.1,1",
      paramLabel = "SHARE",
      description = "0: no shadow. Default: ${DEFAULT-VALUE}")
  private List<Double> shares;

  /** One share in one round; what was skipped is a share of the sampled images. */
  private record Cell(double share, double perSecond, Latencies latencies, double skipped) {}

  @Override
  public Integer call() throws Exception {
    Photos photos = photoOptions.read();
    List<Cell> cells = new ArrayList<>();
    double rate;
    try (Installation installation = Installation.open();
        PredictionReader reader = new PredictionReader(installation);
        ImageFeed feed = new ImageFeed(installation, photos);
        StreamChild child =
            StreamChild.start(installation, "shadow", "benchmark", streamOptions.given())) {
      child.awaitVersion(installation.publish(Bench.MODELS.withHead(1)).modelVersion());
      rate = load * Load.capacity(feed, reader, burst);
      for (int round = 0; round < rounds; round++) {
        List<Double> order = new ArrayList<>(shares);
        if (round % 2 == 1) {
          Collections.reverse(order);
        }
        for (double share : order) {
          cells.add(measure(installation, child, feed, reader, share, rate));
          report.say(line(cells.get(cells.size() - 1)));
        }
      }
    }
    tell(cells, rate);
    report.finish();
    return 0;
  }

  private Cell measure(
      Installation installation,
      StreamChild child,
      ImageFeed feed,
      PredictionReader reader,
      double share,
      double rate) {
    installation.stageShadow(Bench.MODELS.withHead(2), share);
    Load.until(() -> child.meter("afterimage_shadow_model") == (share > 0 ? 1 : 0));
    double answered = child.meter("afterimage_shadow_answers_total");
    double skipped = child.meter("afterimage_shadow_skipped_total");
    double perSecond = Load.capacity(feed, reader, burst);
    int before = reader.count();
    Instant from = Instant.now().plus(SETTLING);
    Load.whileSteady(
        feed, reader, rate, () -> Load.last(SETTLING.plus(Duration.ofSeconds(seconds))));
    Latencies latencies =
        Latencies.of(
            reader.seen().subList(before, reader.count()),
            prediction -> prediction.receivedAt().isAfter(from));
    answered = child.meter("afterimage_shadow_answers_total") - answered;
    skipped = child.meter("afterimage_shadow_skipped_total") - skipped;
    return new Cell(share, perSecond, latencies, share > 0 ? skipped / (answered + skipped) : 0);
  }

  private void tell(List<Cell> cells, double rate) {
    Table.Builder table =
        Table.of(
            "Medians of %d rounds; latencies in milliseconds at %.0f images/s"
                .formatted(rounds, rate),
            "share",
            "images/s",
            "predicted p50",
            "predicted p99",
            "visible p50",
            "visible p99",
            "skipped");
    for (double share : shares) {
      List<Cell> own = cells.stream().filter(cell -> cell.share() == share).toList();
      table.row(
          share,
          median(own, Cell::perSecond),
          median(own, cell -> cell.latencies().predicted(0.5)),
          median(own, cell -> cell.latencies().predicted(0.99)),
          median(own, cell -> cell.latencies().visible(0.5)),
          median(own, cell -> cell.latencies().visible(0.99)),
          median(own, Cell::skipped));
    }
    report.add(table.build());
  }

  private static double median(List<Cell> cells, ToDoubleFunction<Cell> figure) {
    return Figures.median(cells.stream().mapToDouble(figure).toArray());
  }

  private static String line(Cell cell) {
    return "share %s: %.0f images/s, visible p99 %.0f ms, skipped %.3f"
        .formatted(cell.share(), cell.perSecond(), cell.latencies().visible(0.99), cell.skipped());
  }
}
