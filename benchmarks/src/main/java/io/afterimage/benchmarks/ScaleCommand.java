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
import io.afterimage.models.ModelArtifact;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows that instances share the partitions of one topic, and what more of them bring. */
@Command(
    name = "scale",
    description = "Throughput and shares of one and of more instances on this machine.",
    mixinStandardHelpOptions = true)
final class ScaleCommand implements Callable<Integer> {

  private static final String RECEIVED = "afterimage_pictures_received_total";

  @Mixin private PhotoOptions photoOptions;
  @Mixin private StreamOptions streamOptions;
  @Mixin private ReportOptions report;

  @Option(
      names = "--pictures",
      defaultValue = "3000",
      description = "Per number of instances, after as many to warm up. Default: ${DEFAULT-VALUE}")
  private int images;

  @Option(
      names = "--instances",
      split = ",",
      defaultValue = "1,2",
      description = "Default: ${DEFAULT-VALUE}")
  private List<Integer> counts;

  @Override
  public Integer call() throws Exception {
    Photos photos = photoOptions.read();
    ModelArtifact model = Bench.MODELS.withHead(1);
    Table.Builder table =
        Table.of(
            "Instances on this machine",
            "instances",
            "images/s",
            "partitions of each",
            "images of each",
            "cpu ms per image",
            "broker cpu ms");
    for (int count : counts) {
      try (Installation installation = Installation.open();
          PredictionReader reader = new PredictionReader(installation);
          ImageFeed feed = new ImageFeed(installation, photos);
          Children children = new Children(installation, count)) {
        String version = installation.publish(model).modelVersion();
        children.all.forEach(child -> child.awaitVersion(version));
        installation.awaitMembers("scale", count);
        Load.capacity(feed, reader, images);
        List<Double> before = children.received();
        double cpuBefore = children.cpuSeconds();
        double brokerBefore = installation.broker().cpuSeconds();
        double rate = Load.capacity(feed, reader, images);
        List<Integer> shares = new ArrayList<>();
        List<Double> after = children.received();
        for (int i = 0; i < count; i++) {
          shares.add((int) (after.get(i) - before.get(i)));
        }
        table.row(
            count,
            rate,
            installation.partitionsPerProcess("scale").toString(),
            shares.toString(),
            (children.cpuSeconds() - cpuBefore) * 1000 / images,
            (installation.broker().cpuSeconds() - brokerBefore) * 1000 / images);
      }
    }
    report.add(table.build());
    report.finish();
    return 0;
  }

  private final class Children implements AutoCloseable {
    private final List<StreamChild> all = new ArrayList<>();

    private Children(Installation installation, int count) {
      for (int i = 0; i < count; i++) {
        all.add(StreamChild.start(installation, "scale", "instance-" + i, streamOptions.given()));
      }
      all.forEach(StreamChild::awaitWaitingForModel);
    }

    private List<Double> received() {
      return all.stream().map(child -> child.meter(RECEIVED)).toList();
    }

    private double cpuSeconds() {
      return all.stream().mapToDouble(child -> child.figures().cpuSeconds()).sum();
    }

    @Override
    public void close() {
      all.forEach(StreamChild::close);
    }
  }
}
