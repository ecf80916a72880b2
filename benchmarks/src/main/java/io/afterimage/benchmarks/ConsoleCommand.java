package io.afterimage.benchmarks;

import io.afterimage.benchmarks.report.Figures;
import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.benchmarks.rig.Bench;
import io.afterimage.benchmarks.rig.ConsoleChild;
import io.afterimage.benchmarks.rig.ImageFeed;
import io.afterimage.benchmarks.rig.Installation;
import io.afterimage.benchmarks.rig.Load;
import io.afterimage.benchmarks.rig.OpenPage;
import io.afterimage.benchmarks.rig.PhotoOptions;
import io.afterimage.benchmarks.rig.Photos;
import io.afterimage.benchmarks.rig.PredictionFeed;
import io.afterimage.benchmarks.rig.PredictionReader;
import io.afterimage.benchmarks.rig.StreamOptions;
import io.afterimage.stream.config.StreamConfig;
import io.afterimage.stream.runtime.StreamInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an open console costs the stream, and what many predictions behind it cost the console. */
@Command(
    name = "console",
    description = {
      "The console: images per second of the stream with and without an open page, in turn;",
      "heap and time to start with many predictions behind it; what a page gets of 500 a second."
    },
    mixinStandardHelpOptions = true)
final class ConsoleCommand implements Callable<Integer> {

  private static final int SAMPLE_SECONDS = 10;

  @Mixin private PhotoOptions photoOptions;
  @Mixin private StreamOptions streamOptions;
  @Mixin private ReportOptions report;

  @Option(
      names = "--pictures",
      defaultValue = "3000",
      description = "Per round and way. Default: ${DEFAULT-VALUE}")
  private int images;

  @Option(
      names = "--rounds",
      defaultValue = "6",
      description = "With and without a page; 0 leaves them out. Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--predictions",
      defaultValue = "10000000",
      description = "Behind the console. Default: ${DEFAULT-VALUE}")
  private long predictions;

  @Option(
      names = "--rate",
      defaultValue = "500",
      description =
          "Predictions per second that a page gets a sample of. Default: ${DEFAULT-VALUE}")
  private double rate;

  @Option(
      names = "--heap",
      defaultValue = "-Xmx256m",
      description = "Of the console's process. Default: ${DEFAULT-VALUE}")
  private String heap;

  /** What the stream did, in images per second, and what share of a core the console took. */
  private record Round(Beside with, Beside without) {}

  private record Beside(double perSecond, double consoleCores) {}

  @Override
  public Integer call() throws Exception {
    if (rounds > 0) {
      beside();
    }
    behind();
    report.finish();
    return 0;
  }

  private void beside() throws Exception {
    Photos photos = photoOptions.read();
    List<Round> measured = new ArrayList<>();
    try (Installation installation = Installation.open();
        ImageFeed feed = new ImageFeed(installation, photos);
        ConsoleChild console = ConsoleChild.start(installation, heap, Map.of())) {
      feed.burst(images);
      installation.publish(Bench.MODELS.withHead(1));
      console.awaitReady();
      try (OpenPage page = new OpenPage(console.pages())) {
        stream(installation, "warm-up");
        for (int round = 0; round < rounds; round++) {
          boolean withFirst = round % 2 == 0;
          Beside first = stream(installation, console, "first-" + round, withFirst);
          Beside second = stream(installation, console, "second-" + round, !withFirst);
          measured.add(withFirst ? new Round(first, second) : new Round(second, first));
          report.say(
              "with an open page %.0f, without %.0f images/s"
                  .formatted(
                      measured.get(round).with().perSecond(),
                      measured.get(round).without().perSecond()));
        }
        report.say("the page got %s".formatted(page.received()));
      }
    }
    report.add(
        Table.of(
                "%d photos, %d rounds".formatted(images, rounds),
                "ratio with/without an open console within a round",
                "median",
                "lowest",
                "highest")
            .row(
                Figures.spread(
                    "images/s", measured, r -> r.with().perSecond() / r.without().perSecond()))
            .build());
    report.add(
        Table.of("What the console takes meanwhile", "of", "median", "lowest", "highest")
            .row(Figures.spread("one core", measured, r -> r.with().consoleCores()))
            .build());
  }

  /** Without: its process stands still, and takes what it missed before the next round begins. */
  private Beside stream(
      Installation installation, ConsoleChild console, String application, boolean open) {
    long started = System.nanoTime();
    double before = console.figures().cpuSeconds();
    if (open) {
      double perSecond = stream(installation, application);
      return new Beside(perSecond, (console.figures().cpuSeconds() - before) / seconds(started));
    }
    console.pause();
    try {
      return new Beside(stream(installation, application), 0);
    } finally {
      console.resume();
      console.awaitReady();
    }
  }

  /** Images per second from a tenth of the images on. */
  private double stream(Installation installation, String application) {
    StreamConfig config =
        StreamConfig.from(installation.options(application, "benchmark", 0, streamOptions.given()));
    try (PredictionReader reader = new PredictionReader(installation);
        StreamInstance instance = StreamInstance.start(config)) {
      reader.await(images, Load.PATIENCE);
      if (instance.terminated().isDone()) {
        throw new IllegalStateException("the stream ended while it was measured");
      }
      return Load.rate(reader.seen());
    }
  }

  private void behind() {
    Table.Builder table =
        Table.of(
            "The console at " + heap,
            "predictions behind",
            "pages served after, s",
            "caught up after, s",
            "heap in use after, MiB",
            "resident, MiB");
    try (Installation installation = Installation.open();
        PredictionFeed feed = new PredictionFeed(installation)) {
      start(installation, table, 0).close();
      long before = System.nanoTime();
      feed.burst(predictions);
      report.say("%d predictions written in %.0f s".formatted(predictions, seconds(before)));
      try (ConsoleChild console = start(installation, table, predictions)) {
        sample(console, feed);
      }
    }
    report.add(table.build());
  }

  private ConsoleChild start(Installation installation, Table.Builder table, long behind) {
    long started = System.nanoTime();
    ConsoleChild console = ConsoleChild.start(installation, heap, Map.of());
    try {
      console.awaitPages();
      double served = seconds(started);
      console.awaitReady();
      double caughtUp = seconds(started);
      table.row(behind, served, caughtUp, console.heapMiB(), console.figures().residentMiB());
      return console;
    } catch (RuntimeException e) {
      console.close();
      throw e;
    }
  }

  private void sample(ConsoleChild console, PredictionFeed feed) {
    try (OpenPage page = new OpenPage(console.pages())) {
      feed.steady(rate, 2);
      OpenPage.Received before = page.received();
      feed.steady(rate, SAMPLE_SECONDS);
      OpenPage.Received got = page.received().since(before);
      report.add(
          Table.of(
                  "What a page gets of %.0f predictions a second".formatted(rate),
                  "events/s",
                  "images/s",
                  "KiB/s",
                  "heap in use after, MiB")
              .row(
                  got.events() / (double) SAMPLE_SECONDS,
                  got.images() / (double) SAMPLE_SECONDS,
                  got.bytes() / 1024.0 / SAMPLE_SECONDS,
                  console.heapMiB())
              .build());
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
