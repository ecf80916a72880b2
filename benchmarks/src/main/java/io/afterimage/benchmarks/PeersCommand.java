package io.afterimage.benchmarks;

import io.afterimage.benchmarks.peers.Peer;
import io.afterimage.benchmarks.peers.Peer.Job;
import io.afterimage.benchmarks.peers.Peer.Running;
import io.afterimage.benchmarks.peers.PythonEnvironment;
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
import io.afterimage.benchmarks.rig.PredictionReader.Seen;
import io.afterimage.models.ModelArtifact;
import io.afterimage.schemas.events.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The stream beside what one would write instead: the same broker, images and ONNX file, one after
 * the other in each round, every other round backwards.
 */
@Command(
    name = "peers",
    description = {
      "The stream beside a Python consumer, quixstreams and naive Kafka Streams: images",
      "a second, processor time, memory. Installs Python packages into benchmarks/target."
    },
    mixinStandardHelpOptions = true)
final class PeersCommand implements Callable<Integer> {

  /** The share of the images after which the start is over. */
  private static final double SETTLING = 0.1;

  @Mixin private PhotoOptions photoOptions;
  @Mixin private ReportOptions report;

  @Option(
      names = "--pictures",
      defaultValue = "3000",
      description = "Per round and way. Default: ${DEFAULT-VALUE}")
  private int images;

  @Option(names = "--rounds", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--peers",
      split = ",",
      defaultValue = "afterimage,naive,python,python_at_least_once,quixstreams",
      description = "Which. Default: ${DEFAULT-VALUE}")
  private List<Peer> peers;

  @Option(
      names = "--python",
      paramLabel = "DIR",
      defaultValue = "benchmarks/peers",
      description = "The folder of the Python programs. Default: ${DEFAULT-VALUE}")
  private Path scripts;

  private record Result(
      double perSecond,
      double cpuMillis,
      double brokerMillis,
      double firstAnswerSeconds,
      double peakMiB,
      Map<String, String> labels) {}

  @Override
  public Integer call() throws Exception {
    Photos photos = photoOptions.read();
    ModelArtifact model = Bench.MODELS.withHead(1);
    PythonEnvironment python =
        PythonEnvironment.open(scripts, scripts.resolveSibling("target").resolve("peers"));
    Map<Peer, List<Result>> measured = new EnumMap<>(Peer.class);
    try (Installation installation = Installation.open();
        ImageFeed feed = new ImageFeed(installation, photos)) {
      Path graph = Files.write(installation.folder().resolve("model.onnx"), model.onnx());
      Job job = new Job(installation, python, graph, model.manifest().labels());
      feed.burst(images);
      installation.publish(model);
      List<Peer> order = new ArrayList<>(peers);
      for (int round = 0; round < rounds; round++) {
        for (Peer peer : order) {
          Result result = run(job, peer, peer.name().toLowerCase(Locale.ROOT) + "-" + round);
          measured.computeIfAbsent(peer, each -> new ArrayList<>()).add(result);
          report.say(
              "%s, %s: %.0f images/s, %.2f ms per image"
                  .formatted(
                      peer.title(), peer.guarantee(), result.perSecond(), result.cpuMillis()));
        }
        Collections.reverse(order);
      }
    }
    tell(photos, measured);
    report.finish();
    return 0;
  }

  private Result run(Job job, Peer peer, String group) {
    try (PredictionReader reader = new PredictionReader(job.installation())) {
      long started = System.nanoTime();
      try (Running running = peer.start(job, group)) {
        reader.await(1, Load.PATIENCE);
        double first = (reader.seen().get(0).nanos() - started) / 1e9;
        reader.await((int) (images * SETTLING), Load.PATIENCE);
        int before = reader.count();
        double cpu = running.cpuSeconds();
        double broker = job.installation().broker().cpuSeconds();
        reader.await(images, Load.PATIENCE);
        int counted = images - before;
        return new Result(
            Load.rate(reader.seen().subList(0, images)),
            (running.cpuSeconds() - cpu) * 1000 / counted,
            (job.installation().broker().cpuSeconds() - broker) * 1000 / counted,
            first,
            running.peakMiB(),
            labels(reader.seen()));
      }
    }
  }

  private static Map<String, String> labels(List<Seen> seen) {
    Map<String, String> labels = new HashMap<>();
    for (Seen each : seen) {
      Prediction prediction = each.prediction();
      labels.put(prediction.imageId(), prediction.label());
    }
    return labels;
  }

  private void tell(Photos photos, Map<Peer, List<Result>> measured) throws IOException {
    Table.Builder table =
        Table.of(
            "%d photos of %d KB on average, %d rounds, medians; %d cores with %s"
                .formatted(
                    images,
                    photos.meanBytes() / 1000,
                    rounds,
                    Runtime.getRuntime().availableProcessors(),
                    instructions()),
            "way",
            "guarantee",
            "images/s",
            "processor ms per image",
            "broker ms per image",
            "first answer, s",
            "MiB",
            "same label");
    Table.Builder ratios =
        Table.of(
            "Ratio to afterimage within a round",
            "processor time per image",
            "median",
            "lowest",
            "highest");
    List<Result> own = measured.getOrDefault(Peer.AFTERIMAGE, List.of());
    List<Integer> numbers = IntStream.range(0, rounds).boxed().toList();
    for (Peer peer : peers) {
      List<Result> results = measured.get(peer);
      table.row(
          peer.title(),
          peer.guarantee(),
          median(results, Result::perSecond),
          median(results, Result::cpuMillis),
          median(results, Result::brokerMillis),
          median(results, Result::firstAnswerSeconds),
          median(results, Result::peakMiB),
          own.isEmpty() ? "" : agreement(own.get(0).labels(), results.get(0).labels()));
      if (!own.isEmpty() && peer != Peer.AFTERIMAGE) {
        ratios.row(
            Figures.spread(
                peer.title() + ", " + peer.guarantee(),
                numbers,
                round -> results.get(round).cpuMillis() / own.get(round).cpuMillis()));
      }
    }
    report.add(table.build());
    report.add(ratios.build());
  }

  /** Decoders differ by a little, and so do scores: the share of images with the same label. */
  private static String agreement(Map<String, String> one, Map<String, String> other) {
    long same =
        one.entrySet().stream().filter(e -> e.getValue().equals(other.get(e.getKey()))).count();
    return "%.1f %%".formatted(100.0 * same / one.size());
  }

  private static double median(List<Result> results, ToDoubleFunction<Result> figure) {
    return Figures.median(results.stream().mapToDouble(figure).toArray());
  }

  /** The vector instructions that decide how fast a graph is. */
  private static String instructions() throws IOException {
    Path cpu = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(cpu)) {
      return "unknown instructions";
    }
    List<String> flags =
        Files.readAllLines(cpu).stream()
            .filter(line -> line.startsWith("flags"))
            .findFirst()
            .map(line -> List.of(line.split("\\s+")))
            .orElse(List.of());
    return List.of("avx2", "avx512f", "avx512_vnni", "avx_vnni").stream()
        .filter(flags::contains)
        .collect(Collectors.joining(", "));
  }
}
