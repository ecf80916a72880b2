package io.afterimage.console.learning;

import java.util.Arrays;

/** Counts by number; takes as much room as the highest number needs. For one thread. */
final class Counts {

  private static final int[] NONE = {};

  private int[] counts = NONE;

  /** Adds to the count of a number; it stays at 0 where more is taken away than there is. */
  void add(int number, int more) {
    if (number >= counts.length) {
      counts = Arrays.copyOf(counts, number + 1 + number / 4);
    }
    counts[number] = Math.max(0, counts[number] + more);
  }

  int get(int number) {
    return number < counts.length ? counts[number] : 0;
  }

  long sum() {
    return Arrays.stream(counts).asLongStream().sum();
  }
}
