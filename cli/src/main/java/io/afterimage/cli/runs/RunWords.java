package io.afterimage.cli.runs;

import io.afterimage.cli.terminal.Gauge;
import io.afterimage.schemas.events.Command;
import io.afterimage.schemas.events.TrainingRun;
import java.util.Locale;
import java.util.Optional;

/** How a run is written, the same in every place. */
final class RunWords {

  private RunWords() {}

  static String kind(TrainingRun run) {
    return kind(run.command());
  }

  static String kind(Command.Retrain command) {
    return command.isRefresh() ? "refresh" : "full run";
  }

  /** With the version that it made. */
  static String outcome(TrainingRun run) {
    return run.outcome().name().toLowerCase(Locale.ROOT)
        + run.modelVersion().map(" "::concat).orElse("");
  }

  static String took(TrainingRun run) {
    return Gauge.time(run.duration().toMillis() / 1e3);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  static String percent(Optional<Double> share) {
    return share.map(RunWords::percent).orElse("-");
  }

  static String figure(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  static String count(Optional<Integer> number) {
    return number.map(known -> Integer.toString(known)).orElse("-");
  }

  /** The change of a share, in points of a percentage. */
  static String change(Optional<Double> from, Optional<Double> to) {
    return from.isPresent() && to.isPresent()
        ? String.format(Locale.ROOT, "%+.1f", Math.round((to.get() - from.get()) * 1000) / 10.0)
        : "-";
  }
}
