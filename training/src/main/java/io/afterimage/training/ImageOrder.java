package io.afterimage.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The order in which an epoch takes its images: Fisher and Yates' shuffle, by the seed and the
 * epoch's number alone. {@code tools/image_order.py} does the same for comparisons.
 */
final class ImageOrder {

  private static final long ORDER = 1;

  private ImageOrder() {}

  static <T> List<T> shuffled(List<T> images, long seed, int epoch) {
    SplittableRandom random = Seeds.random(seed, ORDER, epoch);
    List<T> order = new ArrayList<>(images);
    for (int left = order.size(); left > 1; left--) {
      Collections.swap(order, left - 1, random.nextInt(left));
    }
    return order;
  }
}
