package io.afterimage.training;

import io.afterimage.training.dataset.DecodedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of the training images an epoch takes: all of them, once or several times, or one part
 * of several. Each image is taken once before any is taken again.
 *
 * @param passes times that an epoch takes every image, at least 1
 * @param parts epochs over which every image is taken once, at least 1; one of the two is 1
 */
public record Portion(int passes, int parts) {

  /** Every image once. */
  public static final Portion WHOLE = new Portion(1, 1);

  /** Refuses what is not a portion. */
  public Portion {
    if (passes < 1 || parts < 1 || Math.min(passes, parts) > 1) {
      throw new IllegalArgumentException(
          "an epoch takes all images or a part of them, got %d passes and %d parts"
              .formatted(passes, parts));
    }
  }

  /**
   * The one of about so many steps.
   *
   * @param steps of an epoch
   * @param stepsOfPass that all images once take, the last batch of which may be a part
   * @param most passes
   */
  static Portion near(int steps, int stepsOfPass, int most) {
    return steps >= stepsOfPass
        ? new Portion(Math.min(most, (int) Math.round((double) steps / stepsOfPass)), 1)
        : new Portion(1, (int) Math.round((double) stepsOfPass / steps));
  }

  /** One way through images in an order, or a part of it. */
  record Pass(int number, List<DecodedImage> order) {}

  /**
   * What an epoch takes.
   *
   * @param first the number of the phase's first epoch
   */
  List<Pass> passes(List<DecodedImage> images, long seed, int first, int epoch) {
    List<Pass> all = new ArrayList<>();
    int before = epoch - first;
    long part = before % parts;
    int from = (int) (images.size() * part / parts);
    int to = (int) (images.size() * (part + 1) / parts);
    for (int pass = 0; pass < passes; pass++) {
      int number = first + before / parts * passes + pass;
      List<DecodedImage> order = ImageOrder.shuffled(images, seed, number);
      all.add(new Pass(number, order.subList(from, to)));
    }
    return all;
  }
}
