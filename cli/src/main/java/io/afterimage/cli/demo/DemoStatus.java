package io.afterimage.cli.demo;

import java.util.List;

/** The line that says how the demonstration goes. */
final class DemoStatus {

  private DemoStatus() {}

  /**
   * One line.
   *
   * @param seconds since the first image
   * @param labels that were given so far
   * @param run what the trainer does, and how far it is; empty where it waits
   */
  static String line(LedgerSnapshot now, double seconds, long labels, String run) {
    List<String> names = List.copyOf(now.versions().keySet());
    String last = names.isEmpty() ? "-" : names.get(names.size() - 1);
    double accuracy = names.isEmpty() ? 0 : now.versions().get(last).accuracy();
    return "%4.0f s  %d sent  %d answered  %.0f/s  p50 %d ms  labels %d  %s accuracy %s%s"
        .formatted(
            seconds,
            now.sent(),
            now.answered(),
            now.answered() / Math.max(seconds, 1e-9),
            now.p50Millis(),
            labels,
            last,
            DemoSummary.percent(accuracy),
            run.isEmpty() ? "" : "  " + run);
  }
}
