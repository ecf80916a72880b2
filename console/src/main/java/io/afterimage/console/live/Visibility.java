package io.afterimage.console.live;

import java.util.Arrays;
import java.util.Optional;

/**
 * How fast predictions come and how late they are, over those of the last ten seconds, or the last
 * {@value #MOST} where there were more. Thread-safe.
 */
final class Visibility {

  private static final int MOST = 8192;
  private static final long WINDOW_MILLIS = 10_000;

  private final long[] cameAt = new long[MOST];
  private final long[] delays = new long[MOST];
  private long total;

  /**
   * What was measured.
   *
   * @param perSecond predictions
   * @param p50Millis half of them were visible within this; empty where none came
   * @param p99Millis 99 % of them were
   */
  record Figures(double perSecond, Optional<Long> p50Millis, Optional<Long> p99Millis) {}

  /**
   * Adds a prediction.
   *
   * @param appendedMillis when it was appended, since 1970
   * @param delayMillis how long after its image that was
   */
  synchronized void add(long appendedMillis, long delayMillis) {
    int place = (int) (total++ % MOST);
    cameAt[place] = appendedMillis;
    delays[place] = delayMillis;
  }

  synchronized Figures figures(long nowMillis) {
    int known = (int) Math.min(total, MOST);
    long[] window = new long[known];
    long first = nowMillis;
    int size = 0;
    for (int i = 0; i < known; i++) {
      if (cameAt[i] > nowMillis - WINDOW_MILLIS) {
        window[size++] = delays[i];
        first = Math.min(first, cameAt[i]);
      }
    }
    if (size == 0) {
      return new Figures(0, Optional.empty(), Optional.empty());
    }
    long[] sorted = Arrays.copyOf(window, size);
    Arrays.sort(sorted);
    // A window that is full of predictions is shorter than ten seconds.
    double seconds =
        (size == MOST ? Math.max(1, nowMillis - first) : (double) WINDOW_MILLIS) / 1000;
    return new Figures(
        size / seconds, Optional.of(rank(sorted, 0.5)), Optional.of(rank(sorted, 0.99)));
  }

  private static long rank(long[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
