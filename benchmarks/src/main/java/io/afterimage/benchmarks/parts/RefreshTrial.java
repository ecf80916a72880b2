package io.afterimage.benchmarks.parts;

import io.afterimage.training.validation.PromotionGate;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/**
 * Refreshes of one active version in a world that does not change: each candidate is judged by the
 * labels of the gate's window, most of which judged the one before, and names most images as that
 * one did.
 *
 * @param gate judges
 * @param difference how much more accurate than the active version each candidate is
 */
public record RefreshTrial(PromotionGate gate, double difference) {

  /** Labels between two refreshes. */
  public static final int EVERY = 20;

  private static final double ACTIVE = 0.8;

  /** The share of images that only one of candidate and active version names right. */
  private static final double APART = 0.15;

  /** Named anew by the next candidate: it then agrees with the last on 97 images of 100. */
  private static final double ANEW = 0.13;

  /**
   * Labels until a candidate is published, or the most and one more.
   *
   * @param most labels to wait for
   * @param levels at which each candidate is tested, from the first, 0
   */
  public int labelsUntilPublished(int most, IntToDoubleFunction levels, SplittableRandom random) {
    boolean[] active = new boolean[most];
    boolean[] candidate = new boolean[most];
    for (int refresh = 0; (refresh + 1) * EVERY <= most; refresh++) {
      int labels = (refresh + 1) * EVERY;
      int oldest = Math.max(0, labels - gate.window());
      for (int image = oldest; image < labels; image++) {
        boolean isNew = image >= labels - EVERY;
        if (isNew) {
          active[image] = random.nextDouble() < ACTIVE;
        }
        if (isNew || random.nextDouble() < ANEW) {
          candidate[image] = answer(active[image], random);
        }
      }
      if (GateTrial.passes(
          gate,
          Arrays.copyOfRange(candidate, oldest, labels),
          Arrays.copyOfRange(active, oldest, labels),
          Optional.empty(),
          levels.applyAsDouble(refresh))) {
        return labels;
      }
    }
    return most + 1;
  }

  private boolean answer(boolean active, SplittableRandom random) {
    double other =
        active ? (APART - difference) / 2 / ACTIVE : (APART + difference) / 2 / (1 - ACTIVE);
    return random.nextDouble() < other ? !active : active;
  }
}
