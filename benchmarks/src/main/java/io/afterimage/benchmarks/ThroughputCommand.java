package io.afterimage.benchmarks;

import io.afterimage.benchmarks.report.Figures;
import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.benchmarks.rig.Bench;
import io.afterimage.benchmarks.rig.ImageFeed;
import io.afterimage.benchmarks.rig.Installation;
import io.afterimage.benchmarks.rig.Load;
import io.afterimage.benchmarks.rig.Measured;
import io.afterimage.benchmarks.rig.PhotoOptions;
import io.afterimage.benchmarks.rig.Photos;
import io.afterimage.benchmarks.rig.PredictionReader;
import io.afterimage.benchmarks.rig.ProcessFigures;
import io.afterimage.benchmarks.rig.StreamOptions;
import io.afterimage.models.ModelArtifact;
import io.afterimage.models.inference.Device;
import io.afterimage.models.inference.InferenceEngine;
import io.afterimage.models.inference.djl.OnnxRuntimeEngine;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Compares the graph alone, the classifier without Kafka, the stream without the feedback join and
 * the whole stream, in one run.
 */
@Command(
    name = "throughput",
    description =
        "Images per second: graph alone, classifier, stream without and with the feedback join;"
            + " alternating.",
    mixinStandardHelpOptions = true)
final class ThroughputCommand implements Callable<Integer> {

  private static final double SETTLING = 0.1;

  @Mixin private PhotoOptions photoOptions;
  @Mixin private StreamOptions streamOptions;
  @Mixin private ReportOptions report;

  @Option(names = "--pictures", defaultValue = "3000", description = "Per round and way.")
  private int images;

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
  private int rounds;

  private record Round(
      double graph, Measured classifier, Measured withoutFeedback, Measured stream) {}

  @Override
  public Integer call() throws Exception {
    Photos photos = photoOptions.read();
    ModelArtifact model = Bench.MODELS.withHead(1);
    InferenceEngine engine = new OnnxRuntimeEngine(new Device.Cpu());
    List<Round> measured = new ArrayList<>();
    try (Installation installation = Installation.open();
        ImageFeed feed = new ImageFeed(installation, photos)) {
      feed.burst(images);
      installation.publish(model);
      Bench.classifier(model, engine, photos, Math.min(images, 500));
      stream(installation, "warm-up", streamOptions.given());
      for (int round = 0; round < rounds; round++) {
        measured.add(round(round, model, engine, photos, installation));
        report.say(line(measured.get(round)));
      }
    }
    tell(photos, measured);
    report.finish();
    return 0;
  }

  /** Every other round goes backwards, so that no way always comes first. */
  private Round round(
      int number,
      ModelArtifact model,
      InferenceEngine engine,
      Photos photos,
      Installation installation)
      throws ExecutionException, InterruptedException {
    Map<String, String> alone = streamOptions.with("feedback.enabled", "false");
    FutureTask<Double> graph = new FutureTask<>(() -> Bench.graph(model, engine, photos, images));
    FutureTask<Measured> classifier =
        new FutureTask<>(() -> Bench.classifier(model, engine, photos, images));
    FutureTask<Measured> withoutFeedback =
        new FutureTask<>(() -> stream(installation, "alone-" + number, alone));
    FutureTask<Measured> stream =
        new FutureTask<>(() -> stream(installation, "round-" + number, streamOptions.given()));
    List<FutureTask<?>> ways = Arrays.asList(graph, classifier, withoutFeedback, stream);
    if (number % 2 == 1) {
      Collections.reverse(ways);
    }
    for (FutureTask<?> way : ways) {
      way.run();
      way.get();
    }
    return new Round(graph.get(), classifier.get(), withoutFeedback.get(), stream.get());
  }

  /**
   * From a tenth of the images on, when the start and its rebalances are over. What was decoded by
   * then does not count, committed or not: the work of the measured time alone does.
   */
  private Measured stream(
      Installation installation, String application, Map<String, String> options) {
    StreamConfig config =
        StreamConfig.from(installation.options(application, "benchmark", 0, options));
    try (PredictionReader reader = new PredictionReader(installation);
        StreamInstance instance = StreamInstance.start(config)) {
      reader.await((int) (images * SETTLING), Load.PATIENCE);
      long started = System.nanoTime();
      int counted = images - (int) instance.metrics().get("afterimage.decode").timer().count();
      Map<String, Double> own = ProcessFigures.own().cpuSecondsByGroup();
      double broker = installation.broker().cpuSeconds();
      reader.await(images, Load.PATIENCE);
      double seconds = (System.nanoTime() - started) / (double) TimeUnit.SECONDS.toNanos(1);
      return Measured.of(
          instance.metrics(),
          counted / seconds,
          Measured.perImage(own, counted),
          (installation.broker().cpuSeconds() - broker) * 1000 / counted);
    }
  }

  private void tell(Photos photos, List<Round> measured) {
    Table.Builder ways =
        Table.of(
            "%d photos of %d KB on average, %d rounds, medians"
                .formatted(images, photos.meanBytes() / 1000, rounds),
            "way",
            "images/s",
            "decode ms",
            "inference ms",
            "batch");
    ways.row("(a) graph alone, decoded", median(measured, Round::graph), "", "", "");
    addRow(ways, "(b) classifier", measured, Round::classifier);
    addRow(ways, "(c) stream, no feedback join", measured, Round::withoutFeedback);
    addRow(ways, "(d) stream", measured, Round::stream);
    report.add(ways.build());
    report.add(cost(measured));
    report.add(
        Table.of("Ratios within a round", "ratio", "median", "lowest", "highest")
            .row(
                Figures.spread(
                    "c/b", measured, r -> perSecond(r.withoutFeedback(), r.classifier())))
            .row(
                Figures.spread(
                    "processor time b/c", measured, r -> cpu(r.classifier(), r.withoutFeedback())))
            .row(Figures.spread("d/b", measured, r -> perSecond(r.stream(), r.classifier())))
            .row(
                Figures.spread(
                    "processor time b/d", measured, r -> cpu(r.classifier(), r.stream())))
            .row(Figures.spread("b/a", measured, r -> r.classifier().perSecond() / r.graph()))
            .row(Figures.spread("d/a", measured, r -> r.stream().perSecond() / r.graph()))
            .build());
  }

  private static Table cost(List<Round> measured) {
    Table.Builder table =
        Table.of(
            "Processor time, ms per image",
            "of",
            "(b) classifier",
            "(c) no feedback join",
            "(d) stream");
    for (String group : List.of("classifier", "kafka", "compiler", "collector", "benchmark")) {
      addCost(table, group, measured, way -> way.cpuMillis().getOrDefault(group, 0.0));
    }
    addCost(table, "broker's process", measured, Measured::brokerCpuMillis);
    addCost(table, "all", measured, Measured::allCpuMillis);
    return table.build();
  }

  private static void addCost(
      Table.Builder table, String name, List<Round> rounds, ToDoubleFunction<Measured> figure) {
    table.row(
        name,
        median(rounds, round -> figure.applyAsDouble(round.classifier())),
        median(rounds, round -> figure.applyAsDouble(round.withoutFeedback())),
        median(rounds, round -> figure.applyAsDouble(round.stream())));
  }

  private static void addRow(
      Table.Builder table, String name, List<Round> rounds, Function<Round, Measured> way) {
    table.row(
        name,
        median(rounds, round -> way.apply(round).perSecond()),
        median(rounds, round -> way.apply(round).decodeMillis()),
        median(rounds, round -> way.apply(round).inferenceMillis()),
        median(rounds, round -> way.apply(round).batch()));
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return Figures.median(rounds.stream().mapToDouble(figure).toArray());
  }

  private static double perSecond(Measured way, Measured baseline) {
    return way.perSecond() / baseline.perSecond();
  }

  private static double cpu(Measured baseline, Measured way) {
    return baseline.allCpuMillis() / way.allCpuMillis();
  }

  private static String line(Round round) {
    return "graph %.0f, classifier %.0f, stream without feedback %.0f, with %.0f images/s"
        .formatted(
            round.graph(),
            round.classifier().perSecond(),
            round.withoutFeedback().perSecond(),
            round.stream().perSecond());
  }
}
