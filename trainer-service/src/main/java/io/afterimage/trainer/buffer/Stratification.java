package io.afterimage.trainer.buffer;

import io.afterimage.training.dataset.Split;
import io.afterimage.training.dataset.StableSplit;
import java.util.Map;

/**
 * Assigns a group that is new to a split: by its hash, as long as each split has its share of the
 * class's groups, rounded up or down. A class with a handful of groups thus has held-out ones in
 * proportion, which the hash alone gives only to classes with many.
 */
final class Stratification {

  private Stratification() {}

  /**
   * The split.
   *
   * @param shares of validation and test
   * @param group by its name, or the id of an image that stands for itself
   * @param groups how many the class of its first image has in each split, without this one
   */
  static Split choose(StableSplit shares, String group, Map<Split, Integer> groups) {
    int total = 1 + groups.values().stream().mapToInt(Integer::intValue).sum();
    double validation = missing(shares.validation(), total, groups, Split.VALIDATION);
    double test = missing(shares.test(), total, groups, Split.TEST);
    if (Math.max(validation, test) >= 1) {
      return validation >= test ? Split.VALIDATION : Split.TEST;
    }
    Split byHash = shares.of(group);
    boolean isFull = (byHash == Split.VALIDATION ? validation : test) <= 0;
    int heldOut = groups.getOrDefault(Split.VALIDATION, 0) + groups.getOrDefault(Split.TEST, 0);
    boolean isTrainingBehind = groups.getOrDefault(Split.TRAIN, 0) < heldOut;
    return byHash != Split.TRAIN && (isFull || isTrainingBehind) ? Split.TRAIN : byHash;
  }

  /** How many groups the split has fewer than its share of all. */
  private static double missing(double share, int total, Map<Split, Integer> groups, Split split) {
    return share * total - groups.getOrDefault(split, 0);
  }
}
