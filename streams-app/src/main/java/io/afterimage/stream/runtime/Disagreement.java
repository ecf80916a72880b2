package io.afterimage.stream.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Distinguishes a disagreement of instances about what they read from a rebalance, during which a
 * topic has no owner.
 *
 * <p>A group of two topologies need not settle on one: each time it rebalances, the one of another
 * instance may hold, so that looks differ. Then one of two instances must end, and only one: the
 * one that reads less gives way sooner. Of one thread.
 */
final class Disagreement {

  private static final int LOOKS = 8;

  /** At most half of the looks, so that it comes to that in one of the two instances. */
  private static final int ENOUGH_FOR_LESS = 3;

  /** More than the looks that are left when the other instance has had enough. */
  private static final int ENOUGH = 6;

  private final Deque<Boolean> differed = new ArrayDeque<>();

  /**
   * Takes account of a look.
   *
   * @param own the topics that this instance reads
   * @param read the topics that the group's members are assigned
   * @return whether they differ, and have differed often enough lately
   */
  boolean lasts(Set<String> own, Set<String> read) {
    boolean differs = !read.equals(own);
    differed.addLast(differs);
    if (differed.size() > LOOKS) {
      differed.removeFirst();
    }
    long times = differed.stream().filter(each -> each).count();
    return differs && times >= (read.containsAll(own) ? ENOUGH_FOR_LESS : ENOUGH);
  }
}
