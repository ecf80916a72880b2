package io.afterimage.cli.control;

import io.afterimage.cli.terminal.Gauge;
import io.afterimage.schemas.events.Reply;
import java.time.Duration;
import java.util.Optional;

/** A run's epochs as lines with a bar. */
public final class EpochBar {

  private static final int WIDTH = 24;

  private EpochBar() {}

  /** What an epoch came to, and how far the run is with it. */
  public static String after(Reply.Progress progress) {
    return "%-9s %s  loss %.4f  accuracy %s%s%s"
        .formatted(
            progress.phase(),
            bar(progress.epoch(), progress.epochs(), progress.epoch()),
            progress.loss(),
            percent(progress.accuracy()),
            progress.validationAccuracy().map(share -> "  validation " + percent(share)).orElse(""),
            progress.secondsLeft().map(seconds -> "  " + Gauge.time(seconds) + " left").orElse(""));
  }

  /**
   * How far the run may be a while after an epoch.
   *
   * @param since the epoch was over
   */
  public static String during(Reply.Progress progress, Duration since) {
    int left = progress.epochs() - progress.epoch();
    if (left == 0) {
      return "scoring and publishing, for " + Gauge.time(since.toMillis() / 1e3);
    }
    Optional<Double> seconds = progress.secondsLeft();
    double begun =
        seconds
            .filter(total -> total > 0)
            .map(total -> Math.min(0.99, since.toMillis() / 1e3 / (total / left)))
            .orElse(0.0);
    return "%-9s %s%s"
        .formatted(
            "",
            bar(progress.epoch() + begun, progress.epochs(), progress.epoch() + 1),
            seconds
                .map(
                    total ->
                        "  about %s left"
                            .formatted(Gauge.time(Math.max(0, total - since.toMillis() / 1e3))))
                .orElse(""));
  }

  private static String bar(double done, int of, int epoch) {
    return "%s epoch %d/%d".formatted(Gauge.bar(done / of, WIDTH), epoch, of);
  }

  private static String percent(double share) {
    return "%.1f %%".formatted(share * 100);
  }
}
