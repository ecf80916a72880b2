package io.afterimage.benchmarks;

import io.afterimage.benchmarks.parts.RefreshTrial;
import io.afterimage.benchmarks.report.Table;
import io.afterimage.training.validation.ErrorBudget;
import io.afterimage.training.validation.PromotionGate;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How soon refreshes are published, by how the error rate is spent.
 *
 * @param trials of each row
 */
record GateRefreshes(PromotionGate gate, int trials) {

  private static final int[] LABELS = {200, 500, 1000, 2000};
  private static final int[] POINTS = {-2, -1, 0, 2, 4};

  /** Both rules on the same labels and candidates. */
  Table table() {
    Table.Builder table =
        Table.of(
            ("A refresh every %d labels in a stable world: share published within so many labels,"
                    + " in per cent")
                .formatted(RefreshTrial.EVERY),
            "difference",
            "error rate spent",
            "200",
            "500",
            "1,000",
            "2,000");
    for (int points : POINTS) {
      RefreshTrial trial = new RefreshTrial(gate, points / 100.0);
      table.row(row(points, "by new images", trial, this::levelByImages));
      table.row(row(points, "by attempts", trial, this::levelByAttempts));
    }
    return table.build();
  }

  private Object[] row(
      int points, String spending, RefreshTrial trial, IntToDoubleFunction levels) {
    int most = LABELS[LABELS.length - 1];
    double[] ofRefresh =
        IntStream.range(0, most / RefreshTrial.EVERY).mapToDouble(levels).toArray();
    int[] published =
        IntStream.range(0, trials)
            .map(
                seed ->
                    trial.labelsUntilPublished(
                        most, refresh -> ofRefresh[refresh], new SplittableRandom(seed)))
            .toArray();
    Object[] row = new Object[LABELS.length + 2];
    row[0] = "%+d".formatted(points);
    row[1] = spending;
    for (int i = 0; i < LABELS.length; i++) {
      int within = LABELS[i];
      long count = IntStream.of(published).filter(labels -> labels <= within).count();
      row[i + 2] = String.format(Locale.ROOT, "%.1f", 100.0 * count / trials);
    }
    return row;
  }

  private double levelByImages(int refresh) {
    ErrorBudget budget = gate.budget();
    for (int before = 0; before < refresh; before++) {
      budget = budget.earned(RefreshTrial.EVERY).spent();
    }
    return budget.earned(RefreshTrial.EVERY).level();
  }

  /** The rule of before: attempt k since the oldest image of the window has 6/(pi^2 k^2). */
  private double levelByAttempts(int refresh) {
    int attempt = Math.min(refresh + 1, gate.window() / RefreshTrial.EVERY);
    return gate.budget().rate() * 6 / (Math.PI * Math.PI * attempt * attempt);
  }
}
