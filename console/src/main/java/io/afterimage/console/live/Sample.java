package io.afterimage.console.live;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A few of the predictions that came since the last look, each as likely as the others (Vitter's
 * algorithm R), so that a browser has little to draw however many come. Thread-safe.
 */
final class Sample {

  private final int most;
  private final SplittableRandom random;
  private final List<LivePrediction> chosen = new ArrayList<>();
  private long offered;

  Sample(int most, long seed) {
    this.most = most;
    this.random = new SplittableRandom(seed);
  }

  /**
   * Some of those that came.
   *
   * @param came how many came
   * @param shown some of them, in their order
   */
  record Drawn(long came, List<LivePrediction> shown) {}

  synchronized void offer(LivePrediction prediction) {
    offered++;
    if (chosen.size() < most) {
      chosen.add(prediction);
      return;
    }
    long place = random.nextLong(offered);
    if (place < most) {
      chosen.remove((int) place);
      chosen.add(prediction);
    }
  }

  /** Takes what was drawn, and begins anew. */
  synchronized Drawn draw() {
    Drawn drawn = new Drawn(offered, List.copyOf(chosen));
    chosen.clear();
    offered = 0;
    return drawn;
  }
}
