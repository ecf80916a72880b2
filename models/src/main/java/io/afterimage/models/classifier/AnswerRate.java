package io.afterimage.models.classifier;

import java.util.BitSet;

/**
 * How many of the latest images a version had no answer to, over a window of images. Thread-safe.
 */
final class AnswerRate {

  private final NoAnswerLimit limit;
  private final BitSet missing;
  private int next;
  private int seen;

  AnswerRate(NoAnswerLimit limit) {
    this.limit = limit;
    this.missing = new BitSet(limit.window());
  }

  /** Counts a batch. */
  synchronized void add(int answered, int unanswered) {
    for (int i = 0; i < answered + unanswered; i++) {
      missing.set(next, i >= answered);
      next = (next + 1) % limit.window();
      seen = Math.min(limit.window(), seen + 1);
    }
  }

  /** Whether the version should no longer serve. */
  synchronized boolean isTooLow() {
    return seen >= limit.least() && missing.cardinality() > limit.share() * seen;
  }

  @Override
  public synchronized String toString() {
    return "no answer to %d of the last %d images".formatted(missing.cardinality(), seen);
  }
}
