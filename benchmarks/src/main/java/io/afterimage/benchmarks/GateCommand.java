package io.afterimage.benchmarks;

import io.afterimage.benchmarks.parts.GateTrial;
import io.afterimage.benchmarks.report.ReportOptions;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.config.Settings;
import io.afterimage.training.validation.ErrorBudget;
import io.afterimage.training.validation.PromotionGate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Simulates candidates of known accuracy, with fixed seeds, and counts what the gate publishes. */
@Command(
    name = "gate",
    description = "How often the gate publishes worse candidates, and how often better ones.",
    mixinStandardHelpOptions = true)
final class GateCommand implements Callable<Integer> {

  private static final double ACTIVE = 0.9;
  private static final int[] IMAGES = {50, 100, 500, 2000};
  private static final int[] POINTS = {-5, -2, -1, 0, 1, 2, 5};
  private static final int REPEATED = 20;
  private static final int CHAIN = 60;

  private final PromotionGate gate = PromotionGate.read(new Settings(Map.of()));

  @Mixin private ReportOptions report;

  @Option(
      names = "--trials",
      defaultValue = "1000",
      description = "Trials a cell. Default: ${DEFAULT-VALUE}")
  private int trials;

  @Override
  public Integer call() throws Exception {
    report.add(
        cells(
            "One candidate against an active version of accuracy 0.9: share published, in per cent,"
                + " by the true difference in points",
            1));
    report.add(
        cells(
            "Any of %d candidates on one set of images, until the first is published: the same"
                    .formatted(REPEATED)
                + " share",
            REPEATED));
    Table.Builder chain =
        Table.of(
            "Accuracy after %d candidates, each 0.5 points worse than what is active (standard"
                    .formatted(CHAIN)
                + " deviation 1): mean of %d trials".formatted(trials / 10),
            "images",
            "accuracy");
    for (int images : IMAGES) {
      chain.row(
          images,
          String.format(
              Locale.ROOT,
              "%.4f",
              IntStream.range(0, trials / 10)
                  .mapToDouble(seed -> chain(images, new SplittableRandom(seed)))
                  .average()
                  .orElseThrow()));
    }
    report.add(chain.build());
    report.add(new GateRefreshes(gate, trials).table());
    report.finish();
    return 0;
  }

  private Table cells(String title, int candidates) {
    Table.Builder table = Table.of(title, "images", "-5", "-2", "-1", "0", "+1", "+2", "+5");
    for (int images : IMAGES) {
      Object[] row = new Object[POINTS.length + 1];
      row[0] = images;
      for (int i = 0; i < POINTS.length; i++) {
        double accuracy = ACTIVE + POINTS[i] / 100.0;
        row[i + 1] = share(random -> published(images, accuracy, candidates, random));
      }
      table.row(row);
    }
    return table.build();
  }

  private boolean published(int images, double accuracy, int candidates, SplittableRandom random) {
    GateTrial trial = new GateTrial(gate, images, random);
    boolean[] active = trial.answers(ACTIVE);
    ErrorBudget budget = gate.budget().earned(images);
    for (int candidate = 0; candidate < candidates; candidate++) {
      if (trial.passes(trial.answers(accuracy), active, Optional.empty(), budget.level())) {
        return true;
      }
      budget = budget.spent();
    }
    return false;
  }

  /** The best is the one with the most right answers when it was judged. */
  private double chain(int images, SplittableRandom random) {
    GateTrial trial = new GateTrial(gate, images, random);
    double accuracy = ACTIVE;
    boolean[] active = trial.answers(accuracy);
    Optional<boolean[]> best = Optional.empty();
    ErrorBudget whole = gate.budget().earned(images);
    ErrorBudget budget = whole;
    for (int run = 0; run < CHAIN; run++) {
      double next = Math.min(1, accuracy - 0.005 + 0.01 * random.nextGaussian());
      boolean[] candidate = trial.answers(next);
      if (trial.passes(candidate, active, best, budget.level())) {
        boolean[] before = active;
        best =
            Optional.of(
                best.filter(b -> GateTrial.right(b) > GateTrial.right(before)).orElse(before));
        active = candidate;
        accuracy = next;
        budget = whole;
      } else {
        budget = budget.spent();
      }
    }
    return accuracy;
  }

  private String share(Predicate<SplittableRandom> passes) {
    long count =
        IntStream.range(0, trials).filter(seed -> passes.test(new SplittableRandom(seed))).count();
    return String.format(Locale.ROOT, "%.1f", 100.0 * count / trials);
  }
}
