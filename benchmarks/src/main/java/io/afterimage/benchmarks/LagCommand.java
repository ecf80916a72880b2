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
import io.afterimage.service.LagWatch;
import io.afterimage.service.Watched;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether lag in seconds is what it says, while nobody works and after. */
@Command(
    name = "lag",
    description = "Lag in seconds under a steady load: before, while the stream is stopped, after.",
    mixinStandardHelpOptions = true)
final class LagCommand implements Callable<Integer> {

  private static final String APPLICATION = "lag";
  private static final Duration AROUND = Duration.ofSeconds(20);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final double CAUGHT_UP_SECONDS = 2;

  @Mixin private PhotoOptions photoOptions;
  @Mixin private StreamOptions streamOptions;
  @Mixin private ReportOptions report;

  @Option(names = "--rate", defaultValue = "50", description = "Default: ${DEFAULT-VALUE}")
  private double rate;

  @Option(names = "--stop", defaultValue = "60", description = "Default: ${DEFAULT-VALUE} s")
  private int stopSeconds;

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private long started;
  private Table.Builder table;

  /** The one instance, which is stopped and started again. */
  private final class Subject implements AutoCloseable {

    private final Installation installation;
    private final String version;
    private StreamChild child;

    Subject(Installation installation) {
      this.installation = installation;
      this.version = installation.publish(Bench.MODELS.withHead(1)).modelVersion();
      start();
    }

    void start() {
      child = StreamChild.start(installation, APPLICATION, "benchmark", streamOptions.given());
      child.awaitVersion(version);
    }

    @Override
    public void close() {
      child.close();
    }
  }

  @Override
  public Integer call() throws Exception {
    Photos photos = photoOptions.read();
    table =
        Table.of(
            "afterimage_consumer_lag at %.0f images/s".formatted(rate),
            "second",
            "stream",
            "stopped for, seconds",
            "lag, records",
            "lag, seconds");
    try (Installation installation = Installation.open();
        PredictionReader reader = new PredictionReader(installation);
        ImageFeed feed = new ImageFeed(installation, photos);
        Subject subject = new Subject(installation);
        LagWatch watch =
            LagWatch.start(
                installation.clients(), List.of(images(installation)), meters, Clock.systemUTC())) {
      started = System.nanoTime();
      Load.whileSteady(feed, reader, rate, () -> stopAndGoOn(subject));
      look("runs, load ended", LagWatch.EVERY.multipliedBy(2), OptionalLong.empty());
      report.say(
          "%d images sent and answered, %d left"
              .formatted(feed.sent(), watch.latest(images(installation)).records()));
    }
    report.add(table.build());
    report.finish();
    return 0;
  }

  private static Watched images(Installation installation) {
    return new Watched(APPLICATION, installation.names().images());
  }

  private void stopAndGoOn(Subject subject) {
    look("runs", AROUND, OptionalLong.empty());
    subject.close();
    look("stopped", Duration.ofSeconds(stopSeconds), OptionalLong.of(System.nanoTime()));
    subject.start();
    long began = System.nanoTime();
    do {
      look("catches up", LagWatch.EVERY, OptionalLong.empty());
    } while (seconds() > CAUGHT_UP_SECONDS && System.nanoTime() - began < LONGEST.toNanos());
    look("runs", AROUND, OptionalLong.empty());
  }

  private void look(String state, Duration time, OptionalLong stoppedAt) {
    long from = System.nanoTime();
    while (System.nanoTime() - from < time.toNanos()) {
      Load.last(LagWatch.EVERY);
      long now = System.nanoTime();
      Object stopped = stoppedAt.isPresent() ? Math.round((now - stoppedAt.getAsLong()) / 1e9) : "";
      table.row(Math.round((now - started) / 1e9), state, stopped, records(), seconds());
      report.say(
          "%.0f s, %s: %d records, %.1f s"
              .formatted((now - started) / 1e9, state, records(), seconds()));
    }
  }

  private long records() {
    return (long) meters.get("afterimage.consumer.lag.records").gauge().value();
  }

  private double seconds() {
    return meters.get("afterimage.consumer.lag").gauge().value();
  }
}
