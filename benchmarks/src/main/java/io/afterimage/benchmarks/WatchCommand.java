package io.afterimage.benchmarks;

import io.afterimage.benchmarks.report.Figures;
import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.config.Settings;
import io.afterimage.trainer.watch.WatchConfig;
import io.afterimage.training.validation.PairedOutcomes;
import io.afterimage.training.validation.SequentialSignTest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Simulates versions after their promotion, with fixed seeds, and counts which are taken back. */
@Command(
    name = "watch",
    description =
        "How often the watch after a promotion rolls a version back, and after how many labels.",
    mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {

  private static final int[] POINTS = {0, 2, 5, 10, 15, 20};
  private static final int[] APART = {2, 5, 10, 12, 15, 20, 30, 50};
  private static final int EARLY = 100;
  private static final int NEVER = Integer.MAX_VALUE;

  @Mixin private ReportOptions report;

  @Option(
      names = "--trials",
      defaultValue = "10000",
      description = "Trials a cell. Default: ${DEFAULT-VALUE}")
  private int trials;

  @Option(names = "-D", description = "Options of the watch, such as watch.labels=1000.")
  private Map<String, String> options = new HashMap<>();

  @Override
  public Integer call() throws Exception {
    WatchConfig config = WatchConfig.read(new Settings(options));
    SequentialSignTest test = config.test();
    Table.Builder table =
        Table.of(
            "A version beside its predecessor, looked at after each of %d labels: share rolled back,"
                    .formatted(config.labels())
                + " in per cent of %d trials".formatted(trials),
            "one right, the other wrong",
            "points worse",
            "within %d labels".formatted(EARLY),
            "within %d labels".formatted(config.labels()),
            "median labels");
    for (int apart : APART) {
      for (int points : POINTS) {
        if (points <= apart) {
          int[] found =
              IntStream.range(0, trials)
                  .map(seed -> found(test, config.labels(), apart / 100.0, points / 100.0, seed))
                  .toArray();
          double median = Figures.median(Arrays.stream(found).asDoubleStream().toArray());
          table.row(
              apart + " %",
              points,
              share(found, EARLY),
              share(found, config.labels()),
              median >= NEVER / 2.0 ? "-" : String.format(Locale.ROOT, "%.0f", median));
        }
      }
    }
    report.add(table.build());
    report.finish();
    return 0;
  }

  /** After how many labels it is called worse. */
  private static int found(
      SequentialSignTest test, int labels, double apart, double worse, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    PairedOutcomes outcomes = PairedOutcomes.NONE;
    for (int label = 1; label <= labels; label++) {
      double place = random.nextDouble();
      boolean lost = place < (apart + worse) / 2;
      outcomes = outcomes.with(place >= apart || !lost, place >= apart || lost);
      if (test.isWorse(outcomes)) {
        return label;
      }
    }
    return NEVER;
  }

  private String share(int[] found, int labels) {
    return String.format(
        Locale.ROOT,
        "%.1f",
        100.0 * Arrays.stream(found).filter(label -> label <= labels).count() / trials);
  }
}
