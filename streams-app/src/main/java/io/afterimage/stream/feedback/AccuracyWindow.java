package io.afterimage.stream.feedback;

import java.util.BitSet;

/** The share of right answers among the last ones. Thread-safe. */
final class AccuracyWindow {

  private final int size;
  private final BitSet right = new BitSet();
  private long seen;

  AccuracyWindow(int size) {
    this.size = size;
  }

  synchronized void add(boolean correct) {
    right.set((int) (seen % size), correct);
    seen++;
  }

  /** In [0, 1]; not a number before the first answer. */
  synchronized double accuracy() {
    return right.cardinality() / (double) Math.min(seen, size);
  }
}
