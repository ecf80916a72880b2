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
import io.afterimage.benchmarks.rig.SwapLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Swaps versions under load: what it costs in latency, in memory and in answers. */
@Command(
    name = "swap",
    description = "Hot swaps at half the capacity: latency around them, memory after each.",
    mixinStandardHelpOptions = true)
final class SwapCommand implements Callable<Integer> {

  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  @Mixin private PhotoOptions photoOptions;
  @Mixin private StreamOptions streamOptions;
  @Mixin private ReportOptions report;

  @Option(names = "--swaps", defaultValue = "30", description = "Default: ${DEFAULT-VALUE}")
  private int swaps;

  @Option(
      names = "--watched",
      defaultValue = "3",
      description = "Swaps whose latency is measured first. Default: ${DEFAULT-VALUE}")
  private int watched;

  @Option(
      names = "--burst",
      defaultValue = "2000",
      description = "Images to measure the capacity with. Default: ${DEFAULT-VALUE}")
  private int burst;

  @Override
  public Integer call() throws Exception {
    Photos photos = photoOptions.read();
    try (Installation installation = Installation.open();
        PredictionReader reader = new PredictionReader(installation);
        ImageFeed feed = new ImageFeed(installation, photos);
        StreamChild child =
            StreamChild.start(installation, "swap", "benchmark", streamOptions.given())) {
      SwapLog log = new SwapLog(installation, child);
      log.publishAndAwait(Bench.MODELS.withHead(0));
      double capacity = Load.capacity(feed, reader, burst);
      report.say("capacity %.0f images/s, load %.0f".formatted(capacity, capacity / 2));
      List<Instant> starts = new ArrayList<>();
      List<Double> resident = new ArrayList<>();
      Load.whileSteady(
          feed,
          reader,
          capacity / 2,
          () -> {
            Load.last(WINDOW.dividedBy(2));
            for (int i = 0; i < watched; i++) {
              Load.last(WINDOW);
              starts.add(Instant.now());
              log.publishAndAwait(Bench.MODELS.withHead(1 + i));
              Load.last(
                  WINDOW.minus(Duration.between(starts.get(starts.size() - 1), Instant.now())));
            }
            resident.add(child.figures().residentMiB());
            for (int i = 0; i < swaps; i++) {
              log.publishAndAwait(Bench.MODELS.withHead(100 + i));
              Load.last(BETWEEN);
              resident.add(child.figures().residentMiB());
            }
          });
      tellLatency(reader, starts);
      tellMemory(resident);
      report.add(log.check(reader.seen(), feed.sent()));
    }
    report.finish();
    return 0;
  }

  private void tellLatency(PredictionReader reader, List<Instant> starts) {
    Table.Builder table =
        Table.of(
            "Milliseconds until visible, %d s before and %d s from publishing on"
                .formatted(WINDOW.toSeconds(), WINDOW.toSeconds()),
            "swap",
            "p50 before",
            "p50 around",
            "p99 before",
            "p99 around",
            "p99 ratio");
    for (int i = 0; i < starts.size(); i++) {
      Latencies before = window(reader, starts.get(i).minus(WINDOW));
      Latencies around = window(reader, starts.get(i));
      table.row(
          i + 1,
          before.visible(0.5),
          around.visible(0.5),
          before.visible(0.99),
          around.visible(0.99),
          around.visible(0.99) / before.visible(0.99));
    }
    report.add(table.build());
  }

  private static Latencies window(PredictionReader reader, Instant from) {
    Instant to = from.plus(WINDOW);
    return Latencies.of(
        reader.seen(),
        prediction ->
            !prediction.receivedAt().isBefore(from) && prediction.receivedAt().isBefore(to));
  }

  private void tellMemory(List<Double> resident) {
    Table.Builder table = Table.of("Resident memory under load", "swaps", "MiB");
    for (int i = 0; i < resident.size(); i++) {
      table.row(i, resident.get(i));
    }
    report.add(table.build());
    double[] later =
        resident.stream().skip(resident.size() / 3).mapToDouble(Double::doubleValue).toArray();
    report.add(
        Table.of("Growth after the first third", "MiB per swap", "model MiB")
            .row(Figures.slope(later), Bench.MODELS.withHead(0).onnx().length / (1024.0 * 1024.0))
            .build());
  }
}
