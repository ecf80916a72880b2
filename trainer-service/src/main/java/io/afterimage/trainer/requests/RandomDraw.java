package io.afterimage.trainer.requests;

import io.afterimage.schemas.events.Prediction;
import io.afterimage.training.dataset.StableSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Draws images at random, without replacement, before it is known how many will come. An image's
 * number is a hash of its id and its place, so it depends on no answer, and the same record always
 * has the same number; those with the smallest numbers are drawn. Of n images, k are drawn with
 * probability k / n each. For one thread.
 */
final class RandomDraw {

  /** Makes it another hash than the split's, or all drawn images would be in one split. */
  private static final String SALT = "audit ";

  private final int most;
  private final TreeMap<Long, Prediction> smallest = new TreeMap<>();
  private long seen;

  /**
   * A drawn image.
   *
   * @param probability how likely it was to be drawn, in (0, 1]
   */
  record Drawn(Prediction prediction, double probability) {}

  /**
   * Before the first image.
   *
   * @param most the most that will be drawn at once
   */
  RandomDraw(int most) {
    this.most = most;
  }

  /** Takes part in the next draw. */
  void add(Prediction prediction) {
    seen++;
    smallest.put(
        StableSplit.hash(SALT + prediction.imageId() + " " + prediction.picture()), prediction);
    if (smallest.size() > most) {
      smallest.pollLastEntry();
    }
  }

  /**
   * Draws, and starts over.
   *
   * @param count at most {@code most}
   */
  List<Drawn> draw(int count) {
    double probability = Math.min(1, (double) count / seen);
    List<Drawn> drawn = new ArrayList<>();
    for (Prediction prediction : smallest.values()) {
      if (drawn.size() == count) {
        break;
      }
      drawn.add(new Drawn(prediction, probability));
    }
    smallest.clear();
    seen = 0;
    return drawn;
  }
}
