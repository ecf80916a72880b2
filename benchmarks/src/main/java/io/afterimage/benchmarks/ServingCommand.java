package io.afterimage.benchmarks;

import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.benchmarks.rig.Bench;
import io.afterimage.benchmarks.rig.ImageFeed;
import io.afterimage.benchmarks.rig.Installation;
import io.afterimage.benchmarks.rig.LabelPlan;
import io.afterimage.benchmarks.rig.Latencies;
import io.afterimage.benchmarks.rig.Load;
import io.afterimage.benchmarks.rig.PhotoOptions;
import io.afterimage.benchmarks.rig.Photos;
import io.afterimage.benchmarks.rig.PredictionReader;
import io.afterimage.benchmarks.rig.StreamChild;
import io.afterimage.benchmarks.rig.StreamOptions;
import io.afterimage.benchmarks.rig.TrainerChild;
import io.afterimage.benchmarks.rig.TrainingRun;
import io.afterimage.benchmarks.rig.TrainingRun.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a run of the trainer on the same machine costs the stream, and what shifts that. */
@Command(
    name = "serving",
    description = "The stream beside a training run: latency, throughput, and what shifts them.",
    mixinStandardHelpOptions = true)
final class ServingCommand implements Callable<Integer> {

  private static final String APPLICATION = "serving";
  private static final Duration SETTLING = Duration.ofSeconds(2);
  private static final List<String> NICE = List.of("nice", "-n", "19");
  private static final List<String> ONE_CORE = List.of("taskset", "-c", "0");
  private static final Map<String, String> ONE_THREAD = Map.of("training.threads", "1");

  @Mixin private PhotoOptions photoOptions;
  @Mixin private StreamOptions streamOptions;
  @Mixin private ReportOptions report;

  @Option(
      names = "--seconds",
      defaultValue = "12",
      description = "Of steady load in each case. Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--burst",
      defaultValue = "1500",
      description = "Images to measure the throughput with. Default: ${DEFAULT-VALUE}")
  private int burst;

  @Option(
      names = "--load",
      defaultValue = "0.33",
      description =
          "The steady load, as a share of the throughput without training."
              + " Default: ${DEFAULT-VALUE}")
  private double load;

  @Option(
      names = "--training-pictures",
      defaultValue = "400",
      description = "Labelled images to train on. Default: ${DEFAULT-VALUE}")
  private int trainingImages;

  /** One way to run the trainer beside the stream. */
  private record Case(String name, Phase phase, List<String> before, Map<String, String> options) {}

  private static final List<Case> CASES =
      List.of(
          new Case("freeze, defaults", Phase.FREEZE, List.of(), Map.of()),
          new Case("freeze, nice 19", Phase.FREEZE, NICE, Map.of()),
          new Case("fine-tune, defaults", Phase.FINE_TUNE, List.of(), Map.of()),
          new Case("fine-tune, training.threads=1", Phase.FINE_TUNE, List.of(), ONE_THREAD),
          new Case("fine-tune, nice 19", Phase.FINE_TUNE, NICE, Map.of()),
          new Case("fine-tune, one core of two", Phase.FINE_TUNE, ONE_CORE, Map.of()));

  @Override
  public Integer call() throws Exception {
    Photos photos = photoOptions.read();
    Table.Builder table =
        Table.of(
            "The stream beside training; milliseconds until visible at %.0f %% load"
                .formatted(load * 100),
            "trainer",
            "images/s",
            "p50",
            "p99",
            "max",
            "stream's cores",
            "trainer's cores",
            "s per epoch");
    try (Installation installation = Installation.open();
        PredictionReader reader = new PredictionReader(installation);
        ImageFeed feed = new ImageFeed(installation, photos);
        StreamChild stream =
            StreamChild.start(installation, APPLICATION, "benchmark", streamOptions.given())) {
      stream.awaitVersion(installation.publish(Bench.MODELS.withHead(1)).modelVersion());
      prepare(installation, feed, reader);
      Load.capacity(feed, reader, burst);
      double rate = Load.capacity(feed, reader, burst) * load;
      report.say("load %.0f images/s".formatted(rate));
      Bed bed = new Bed(feed, reader, stream, rate, table);
      bed.measure("none", Optional.empty(), Optional.empty());
      for (Case each : CASES) {
        beside(installation, bed, each);
      }
      bed.measure("none, again", Optional.empty(), Optional.empty());
    }
    report.add(table.build());
    report.finish();
    return 0;
  }

  private void beside(Installation installation, Bed bed, Case each) {
    try (TrainerChild trainer = TrainerChild.start(installation, each.before(), each.options());
        TrainingRun run = TrainingRun.begin(installation, each.phase())) {
      if (each.before().isEmpty() && each.options().isEmpty()) {
        bed.measureAlone(each.name(), trainer, run);
      }
      bed.measure(each.name(), Optional.of(trainer), Optional.of(run));
    }
  }

  /** Labels some images, and lets a trainer take them in. */
  private void prepare(Installation installation, ImageFeed feed, PredictionReader reader) {
    feed.burst(trainingImages);
    reader.await(trainingImages, Load.PATIENCE);
    LabelPlan plan = LabelPlan.oneEach(trainingImages);
    plan.send(installation);
    Load.until(
        () -> installation.committed(APPLICATION, installation.names().labels()) >= trainingImages);
    try (TrainerChild trainer = TrainerChild.start(installation, List.of(), Map.of())) {
      Load.until(
          () -> installation.hasRead(TrainerChild.INTAKE_GROUP, installation.names().feedback()));
      report.say(
          "%d images to train on; the trainer has %.0f MiB"
              .formatted(trainingImages, trainer.figures().residentMiB()));
    }
  }

  /** What stays the same over the cases. */
  private final class Bed {

    private final ImageFeed feed;
    private final PredictionReader reader;
    private final StreamChild stream;
    private final double rate;
    private final Table.Builder table;

    private Bed(
        ImageFeed feed,
        PredictionReader reader,
        StreamChild stream,
        double rate,
        Table.Builder table) {
      this.feed = feed;
      this.reader = reader;
      this.stream = stream;
      this.rate = rate;
      this.table = table;
    }

    private void measureAlone(String name, TrainerChild trainer, TrainingRun run) {
      Instant from = Instant.now();
      double before = trainer.figures().cpuSeconds();
      Load.last(Duration.ofSeconds(seconds));
      double cores = (trainer.figures().cpuSeconds() - before) / seconds;
      double epoch = run.secondsPerEpoch(from, Instant.now());
      table.row(name + ", no images to serve", "", "", "", "", "", cores, cell(epoch));
    }

    private void measure(String name, Optional<TrainerChild> trainer, Optional<TrainingRun> run) {
      double throughput = Load.capacity(feed, reader, burst);
      int before = reader.count();
      Instant from = Instant.now();
      double[] cores = new double[2];
      Load.whileSteady(
          feed,
          reader,
          rate,
          () -> {
            Load.last(SETTLING);
            double streamBefore = stream.figures().cpuSeconds();
            double trainerBefore = cpuSeconds(trainer);
            Load.last(Duration.ofSeconds(seconds));
            cores[0] = (stream.figures().cpuSeconds() - streamBefore) / seconds;
            cores[1] = (cpuSeconds(trainer) - trainerBefore) / seconds;
          });
      Instant settled = from.plus(SETTLING);
      Latencies latencies =
          Latencies.of(
              reader.seen().subList(before, reader.count()),
              prediction -> prediction.receivedAt().isAfter(settled));
      double epoch = run.map(r -> r.secondsPerEpoch(from, Instant.now())).orElse(Double.NaN);
      table.row(
          name,
          throughput,
          latencies.visible(0.5),
          latencies.visible(0.99),
          latencies.visible(1),
          cores[0],
          cores[1],
          cell(epoch));
      report.say(
          "%s: %.0f images/s, p50 %.0f ms, p99 %.0f ms"
              .formatted(name, throughput, latencies.visible(0.5), latencies.visible(0.99)));
    }

    private static double cpuSeconds(Optional<TrainerChild> trainer) {
      return trainer.map(child -> child.figures().cpuSeconds()).orElse(0.0);
    }

    private static Object cell(double figure) {
      return Double.isNaN(figure) ? "" : figure;
    }
  }
}
