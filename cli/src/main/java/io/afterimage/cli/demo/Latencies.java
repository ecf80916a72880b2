package io.afterimage.cli.demo;

import java.util.Arrays;

/** Collects times in milliseconds and tells their percentiles. One thread at a time. */
final class Latencies {

  private static final int FIRST_CAPACITY = 1024;

  private long[] millis = new long[FIRST_CAPACITY];
  private int size;

  void add(long value) {
    if (size == millis.length) {
      millis = Arrays.copyOf(millis, size * 2);
    }
    millis[size++] = value;
  }

  void addAll(Latencies other) {
    for (int i = 0; i < other.size; i++) {
      add(other.millis[i]);
    }
  }

  /** The smallest time that this share of all times does not exceed; 0 if there are none. */
  long percentile(double share) {
    if (size == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(millis, size);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * size) - 1)];
  }
}
