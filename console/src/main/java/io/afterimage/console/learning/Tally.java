package io.afterimage.console.learning;

import io.afterimage.training.validation.Interval;
import java.util.Optional;

/** Hits among trials, which can be taken back. For one thread. */
final class Tally {

  private int hits;
  private int trials;

  /** Counts so many trials, or with a negative number takes them back. */
  void add(boolean hit, int times) {
    trials = Math.max(0, trials + times);
    hits = Math.min(trials, Math.max(0, hits + (hit ? times : 0)));
  }

  int trials() {
    return trials;
  }

  int hits() {
    return hits;
  }

  /** Empty without trials. */
  Optional<Share> share() {
    return Share.of(hits, trials);
  }

  /**
   * A share with its 95 % interval (Wilson 1927).
   *
   * @param value from 0 to 1
   * @param low the interval's lower end
   * @param high its upper end
   * @param of how many trials it is told by
   */
  public record Share(double value, double low, double high, long of) {

    static Optional<Share> of(int hits, int trials) {
      if (trials == 0) {
        return Optional.empty();
      }
      Interval interval = Interval.wilson(hits, trials);
      return Optional.of(
          new Share((double) hits / trials, interval.low(), interval.high(), trials));
    }
  }
}
