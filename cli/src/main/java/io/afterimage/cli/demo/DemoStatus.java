package io.afterimage.cli.demo;

import java.util.List;

/** The line that says how the demonstration goes. */
final class DemoStatus {

  private DemoStatus() {}

  /**
   * One line.
   *
   * @param seconds since the first picture
   * @param training how far training is; empty where there is none
   */
  static String line(LedgerSnapshot now, double seconds, String training) {
    List<String> names = List.copyOf(now.versions().keySet());
    String last = names.isEmpty() ? "-" : names.get(names.size() - 1);
    double accuracy = names.isEmpty() ? 0 : now.versions().get(last).accuracy();
    return "%4.0f s  %d sent  %d answered  %.0f/s  p50 %d ms  dead letters %d  %s accuracy %s%s"
        .formatted(
            seconds,
            now.sent(),
            now.answered(),
            now.answered() / Math.max(seconds, 1e-9),
            now.p50Millis(),
            now.deadLetters().size(),
            last,
            DemoSummary.percent(accuracy),
            training.isEmpty() ? "" : "  training: " + training);
  }
}
